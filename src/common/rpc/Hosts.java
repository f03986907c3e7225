package common.rpc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists of servers, like {@code catalog-1,catalog-2:9103}. */
final class Hosts {
  private static final Pattern WITH_PORT = Pattern.compile("([^:]+|\\[.+\\]):([0-9]{1,5})");

  private Hosts() {}

  /** Unresolved; those without a port get the one given. */
  static List<InetSocketAddress> parse(String hosts, int port) {
    return Stream.of(hosts.split(",")).map(host -> server(host, port)).toList();
  }

  private static InetSocketAddress server(String host, int port) {
    Matcher withPort = WITH_PORT.matcher(host);
    return withPort.matches()
        ? InetSocketAddress.createUnresolved(withPort.group(1), Integer.parseInt(withPort.group(2)))
        : InetSocketAddress.createUnresolved(host, port);
  }

  /** Whether it is an address, which stands for one server, and not a name. */
  static boolean isAddress(InetSocketAddress server) {
    return server.getHostString().matches("[0-9.]+|.*:.*");
  }
}
