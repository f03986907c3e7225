package verify;

import common.etcd.EtcdClient;
import common.etcd.EtcdOptions;
import common.etcd.EtcdSnapshot;
import common.etcd.EtcdSpace;
import common.process.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Verifies a store in etcd, as it is at one moment: copies it into a temporary folder, as large as
 * the store, and verifies that. The services may run.
 */
final class EtcdVerification {
  private EtcdVerification() {}

  static Report of(EtcdOptions options, Runnable rowRead) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("toystore-verify");
    try (EtcdClient client = new EtcdClient(options)) {
      List<String> notes = new ArrayList<>();
      EtcdSpace space = EtcdSpace.of(client, options.quotaBytes());
      notes.add(space.toString());
      space.warning().ifPresent(notes::add);
      StoreCopy.toFolder(EtcdSnapshot.take(client, options.prefix()), folder);
      Report report = Verification.of(Source.of(folder), Source.of(folder), rowRead);
      notes.addAll(report.lines());
      return new Report(report.whole() && !space.isFull(), notes);
    } catch (StartException e) {
      return new Report(false, List.of("NOT WHOLE: " + e.getMessage()));
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
