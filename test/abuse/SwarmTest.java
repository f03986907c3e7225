package abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SwarmTest {
  private static final String OK = CannedServer.reply("200 OK", "text/plain", "well");
  private static final Habit ASKS = Habit.sends("GET / HTTP/1.1\r\n\r\n");

  @Test
  void eachMemberSendsAndIsAnswered_thenStays() throws Exception {
    try (CannedServer server = new CannedServer(OK, false);
        Swarm swarm = new Swarm(server.port(), 10, 2, ASKS).awaitConnected()) {
      assertFalse(swarm.awaitEnded(200));
      assertEquals(10, swarm.open());
      assertEquals(Map.of(200, 10), swarm.replies());
    }
  }

  @Test
  void connectionsThatTheServerEnds_areCounted() throws Exception {
    try (CannedServer server = new CannedServer(OK, true);
        Swarm swarm = new Swarm(server.port(), 10, 2, ASKS).awaitConnected()) {
      assertTrue(swarm.awaitEnded(10_000));
      assertEquals(10, swarm.ended());
      assertEquals(0, swarm.open());
    }
  }

  @Test
  void aReturningMember_comesBack() throws Exception {
    try (CannedServer server = new CannedServer(OK, true);
        Swarm swarm = new Swarm(server.port(), 1, 1, ASKS.returning())) {
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (swarm.ended() < 3 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertTrue(swarm.ended() >= 3);
    }
  }

  @Test
  void aServerThatIsNotThere_refusesAll() throws Exception {
    int port;
    try (CannedServer server = new CannedServer(OK, true)) {
      port = server.port();
    }
    try (Swarm swarm = new Swarm(port, 10, 2, ASKS).awaitConnected()) {
      assertTrue(swarm.awaitEnded(10_000));
      assertEquals(10, swarm.ended());
    }
  }
}
