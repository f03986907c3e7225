package bench;

import bench.BenchTable.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import load.LoadReport;
import store.Service;

/** How many purchases share a force, counted by the JVM's own recording of each force. */
final class RowsPerForceGroup implements Group {
  private static final String SETTINGS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <configuration version="2.0">
        <event name="jdk.FileForce">
          <setting name="enabled">true</setting>
          <setting name="stackTrace">false</setting>
          <setting name="threshold">0 ms</setting>
        </event>
      </configuration>
      """;

  /** A stretch of time and the purchases in it. */
  private record Round(Instant from, Instant to, long purchases) {
    long count(List<Instant> forces) {
      return forces.stream().filter(f -> f.isAfter(from) && f.isBefore(to)).count();
    }
  }

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    List<Round> rounds = new ArrayList<>();
    try (BenchStore store = new BenchStore(options, 10, 0)) {
      Path settings = Files.writeString(store.folder().resolve("forces.jfc"), SETTINGS);
      record(store, Service.CATALOG, settings);
      record(store, Service.ORDER, settings);
      store.start();
      store.warmUp(64, "--buy-only");
      for (int round = 0; round < options.rounds(); round++) {
        Instant from = Instant.now();
        LoadReport report = store.load(options.seconds(), "--clients 64 --buy-only --check 0");
        rounds.add(new Round(from, Instant.now(), report.buy().count()));
      }
      for (Service service : Service.values()) {
        store.processes().terminate(service);
      }
      add(table, rounds, store, Service.CATALOG, "sales");
      add(table, rounds, store, Service.ORDER, "order.csv");
    }
  }

  private static void record(BenchStore store, Service service, Path settings) {
    List<String> flags = new ArrayList<>(service.defaultFlags());
    flags.add(
        "-XX:StartFlightRecording:dumponexit=true,settings="
            + settings
            + ",filename="
            + recording(store, service));
    store.processes().flags(service, flags);
  }

  private static Path recording(BenchStore store, Service service) {
    return store.folder().resolve(service.title() + ".jfr");
  }

  private static void add(
      BenchTable table, List<Round> rounds, BenchStore store, Service service, String fileStart)
      throws IOException {
    List<Instant> forces = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(recording(store, service))) {
      Path file = Path.of(event.getString("path")).getFileName();
      if (file.toString().startsWith(fileStart)) {
        forces.add(event.getStartTime());
      }
    }
    Series rows = new Series();
    Series each = new Series();
    for (Round round : rounds) {
      long count = round.count(forces);
      rows.add((double) round.purchases() / count);
      each.add((double) count);
    }
    table.add(
        "journal rows per force, 64 clients, " + service.title(),
        rows,
        Goal.atLeast(8),
        BenchTable.number(each.median()) + " forces a round");
  }
}
