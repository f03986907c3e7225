package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostsTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 9101, true",
    "catalog, catalog, 9101, false",
    "catalog:9103, catalog, 9103, false",
    "10.0.0.7:9103, 10.0.0.7, 9103, true",
    "::1, ::1, 9101, true",
    "[::1]:9103, [::1], 9103, true"
  })
  void parse_oneHost_givesHostAndPort(String text, String host, int port, boolean address) {
    InetSocketAddress server = Hosts.parse(text, 9101).get(0);
    assertEquals(host, server.getHostString());
    assertEquals(port, server.getPort());
    assertEquals(address, Hosts.isAddress(server));
  }

  @Test
  void parse_list_keepsTheOrder() {
    List<String> hosts =
        Hosts.parse("a,b:7,c", 9).stream().map(server -> server.toString()).toList();
    assertEquals(3, hosts.size());
    assertEquals("b", Hosts.parse("a,b:7,c", 9).get(1).getHostString());
    assertEquals(7, Hosts.parse("a,b:7,c", 9).get(1).getPort());
  }
}
