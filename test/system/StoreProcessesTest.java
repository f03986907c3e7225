package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import store.Service;
import store.StoreProcesses;

class StoreProcessesTest {
  @TempDir Path folder;
  private StoreProcesses store;

  @BeforeEach
  void prepare() throws IOException {
    store = new StoreProcesses(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void start_ofAServiceThatCannot_saysWhyInItsOwnWords() {
    store.environment(Service.CATALOG, "WORKERS", "none");
    Exception failure =
        assertThrows(IllegalStateException.class, () -> store.start(Service.CATALOG));
    assertTrue(failure.getMessage().contains("with exit status 2"), failure.getMessage());
    assertTrue(failure.getMessage().contains("WORKERS=none"), failure.getMessage());
  }

  @Test
  void terminate_thenStart_isTheSameServiceOnTheSamePort() throws Exception {
    store.start(Service.CATALOG);
    long first = store.pid(Service.CATALOG);
    assertEquals(0, store.terminate(Service.CATALOG));
    assertFalse(store.isAlive(Service.CATALOG));
    store.start(Service.CATALOG);
    assertNotEquals(first, store.pid(Service.CATALOG));
    assertTrue(Files.exists(store.data().resolve("catalog.csv")));
  }

  @Test
  void kill_leavesNoProcess() throws Exception {
    store.start(Service.CATALOG);
    store.kill(Service.CATALOG);
    assertFalse(store.isAlive(Service.CATALOG));
    new ServerSocket(store.port(Service.CATALOG)).close();
  }

  @Test
  void close_endsWhatWasPaused() throws Exception {
    store.start(Service.CATALOG);
    store.pause(Service.CATALOG);
    store.close();
    assertFalse(store.isAlive(Service.CATALOG));
  }
}
