package common.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cluster.EtcdCluster;
import common.process.ServiceProcess;
import common.process.Settings;
import common.process.StartException;
import common.testing.Await;
import common.testing.CapturedLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ElectedServiceTest {
  @TempDir private Path folder;
  private EtcdCluster etcd;
  private final List<ElectedService> started = new ArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();

  /** It only stops. */
  private record Idle(String address) implements ServiceProcess.Service {
    @Override
    public void close() {}
  }

  @BeforeEach
  void startEtcd() throws Exception {
    etcd = EtcdFixture.start(folder, 1, "--unsafe-no-fsync");
  }

  @AfterEach
  void stop() {
    started.forEach(ElectedService::close);
    if (etcd != null) {
      etcd.close();
    }
  }

  private void start(String name) throws Exception {
    EtcdOptions options =
        EtcdOptions.from(
            new Settings(Map.of("ENGINE", "etcd", "ETCD_ENDPOINTS", etcd.endpoints())));
    started.add(
        ElectedService.start(
            new ElectedService.Options("service", "127.0.0.1", 0, 1, options),
            term -> {
              events.add(name + " leads");
              return new Idle(term.server().address());
            },
            snapshot -> {
              events.add(name + " reads");
              throw new StartException("a key is missing");
            },
            failure -> events.add(name + ": " + failure)));
  }

  @Test
  void standby_readsWhatALeaderReads_andSaysWhatWouldKeepItFromLeading() throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      start("one");
      Await.until("one leads", () -> events.contains("one leads"));
      start("two");
      Await.until("two says so", () -> !log.messages("could not lead").isEmpty());
      assertEquals(
          List.of("service could not lead now: a key is missing"), log.messages("could not lead"));
    }
    assertEquals(List.of("one leads", "two reads"), events);
    started.remove(0).close();
    Await.until("two leads all the same", () -> events.contains("two leads"));
    assertTrue(events.stream().noneMatch(event -> event.contains(":")), events::toString);
  }
}
