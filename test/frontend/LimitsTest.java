package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  /** What the frontend needs when no client is there. */
  private static final long OWN_BYTES = 10 << 20;

  @ParameterizedTest
  @ValueSource(longs = {62, 64, 128, 256, 512, 4096})
  void allThatClientsCanMakeItHold_fitsTheHeap(long megabytes) {
    Limits limits = Limits.ofHeap(megabytes << 20);
    double sum =
        OWN_BYTES
            + 600.0 * limits.connections()
            + 20_000.0 * limits.idleConnections()
            + 20_000.0 * limits.waitingToBeRead()
            + 100_000.0 * limits.readers()
            + limits.bytesInHand()
            + limits.largeReplyBytes();
    assertTrue(sum < megabytes << 20, (long) sum + " bytes of " + (megabytes << 20));
  }

  @Test
  void bytesOf_countsEverythingThatAClientSends() {
    Headers headers = new Headers();
    long before = Limits.bytesOf(new Request("GET", "/", headers, new byte[0]));
    headers.add("X", "y".repeat(10_000));
    headers.add("X", "y".repeat(1000));
    long after = Limits.bytesOf(new Request("GET", "/" + "z".repeat(100), headers, new byte[500]));
    assertEquals(11_000 + 2 + 2 * 150 + 500 + 500, after - before);
  }
}
