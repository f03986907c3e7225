package crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogsTest {
  @TempDir Path folder;

  @Test
  void add_logsOfSeveralServices_sumsWhatTheyTell() throws IOException {
    ServiceLogs logs =
        new ServiceLogs()
            .add(
                log(
                    "order.log",
                    "2026-01-01T00:00:00.000Z INFO  in touch with the catalog; 3 sales had no"
                        + " order",
                    "2026-01-01T00:00:01.000Z INFO  in touch with the catalog; 4 sales had no"
                        + " order",
                    "2026-01-01T00:00:01.000Z WARN  order.csv line 9: cut off a torn write of 7 b"))
            .add(
                log(
                    "catalog.log",
                    "2026-01-01T00:00:00.000Z INFO  12 movements replayed that the checkpoint did"
                        + " not",
                    "2026-01-01T00:00:00.000Z ERROR the checkpoint failed"));
    assertEquals(7, logs.late());
    assertEquals(12, logs.replayed());
    assertEquals(1, logs.torn());
    assertEquals(
        List.of("catalog.log: 2026-01-01T00:00:00.000Z ERROR the checkpoint failed"),
        logs.errors());
  }

  private Path log(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }
}
