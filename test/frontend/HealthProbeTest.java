package frontend;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HealthProbeTest {
  private static int portWithoutListener() throws IOException {
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return unused.getLocalPort();
    }
  }

  private static FrontendService frontendAlone() throws Exception {
    int nobody = portWithoutListener();
    return FrontendService.start(
        new FrontendService.Options(
            "127.0.0.1", 0, 2, "127.0.0.1", nobody, "127.0.0.1", nobody, Set.of()),
        (client, request, status, nanos) -> {});
  }

  @Test
  void health_frontendWithoutServicesBehindIt_namesThemAndServesItself() throws Exception {
    try (FrontendService frontend = frontendAlone()) {
      String health = HealthProbe.health(frontend.address());
      // On a busy machine a first call may not be through within its deadline.
      assertTrue(health.matches(".*\"catalog\":\"(unreachable|too slow)\".*"), health);
      assertTrue(HealthProbe.isServing(health), health);
    }
  }

  @Test
  void health_frontendThatHasStopped_fails() throws Exception {
    FrontendService frontend = frontendAlone();
    String address = frontend.address();
    frontend.close();
    assertThrows(IOException.class, () -> HealthProbe.health(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{\"error\":{\"code\":503,\"message\":\"the store is about to stop\"}}",
        "{\"data\":{\"frontend\":\"not serving\",\"catalog\":\"serving\",\"order\":\"serving\"}}",
        "{\"data\":{\"frontend\":1}}"
      })
  void isServing_anyOtherAnswer_isFalse(String health) {
    assertFalse(HealthProbe.isServing(health));
  }
}
