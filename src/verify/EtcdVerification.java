package verify;

import common.etcd.EtcdClient;
import common.etcd.EtcdOptions;
import common.etcd.EtcdSnapshot;
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
  private static final int MEBIBYTE = 1 << 20;

  /** Of the quota; from here on it is time to make room. */
  private static final int FULL_PERCENT = 80;

  private EtcdVerification() {}

  static Report of(EtcdOptions options, long quotaBytes, Runnable rowRead)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("toystore-verify");
    try (EtcdClient client = new EtcdClient(options)) {
      List<String> notes = new ArrayList<>();
      boolean roomy = space(EtcdSnapshot.space(client), quotaBytes, notes);
      StoreCopy.toFolder(EtcdSnapshot.take(client, options.prefix()), folder);
      Report report = Verification.of(folder, folder, rowRead);
      notes.addAll(report.lines());
      return new Report(report.whole() && roomy, notes);
    } catch (StartException e) {
      return new Report(false, List.of("NOT WHOLE: " + e.getMessage()));
    } finally {
      delete(folder);
    }
  }

  /** False if etcd takes no writes any more. */
  private static boolean space(EtcdSnapshot.Space space, long quotaBytes, List<String> notes) {
    long percent = 100 * space.bytes() / quotaBytes;
    notes.add(
        "etcd: "
            + space.bytes() / MEBIBYTE
            + " MiB of "
            + quotaBytes / MEBIBYTE
            + " MiB ("
            + percent
            + " %), "
            + space.bytesInUse() / MEBIBYTE
            + " MiB in use");
    if (percent >= FULL_PERCENT) {
      notes.add(
          "etcd is filling up: compact and defragment it, or raise its quota, before it stops");
    }
    space.alarms().forEach(alarm -> notes.add("NOT WHOLE: etcd says " + alarm));
    return space.alarms().isEmpty();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
