package load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import store.Service;

/** How many purchases share a force, counted by the JVM's own recording of each force. */
final class RowsPerForceBench implements Group {
  private static final double LEAST = 8;
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
  private record Round(Instant from, Instant to, long purchases) {}

  @Override
  public void run(BenchOptions options, BenchTable table) throws Exception {
    List<Round> rounds = new ArrayList<>();
    try (StoreUnderTest shop = new StoreUnderTest(options, 10, 0)) {
      Path settings = Files.writeString(shop.folder().resolve("forces.jfc"), SETTINGS);
      for (Service service : List.of(Service.CATALOG, Service.ORDER)) {
        record(shop, service, settings);
      }
      shop.start();
      shop.warmUp(options, 64, "--buy-only");
      for (int round = 0; round < options.rounds(); round++) {
        Instant from = Instant.now();
        LoadReport report =
            shop.load(options.seconds(), "--clients", "64", "--buy-only", "--check", "0");
        rounds.add(new Round(from, Instant.now(), report.buy().count()));
      }
      for (Service service : Service.values()) {
        shop.processes().terminate(service);
      }
      add(table, rounds, shop, Service.CATALOG, "sales");
      add(table, rounds, shop, Service.ORDER, "order.csv");
    }
  }

  private static void record(StoreUnderTest shop, Service service, Path settings) {
    List<String> flags = new ArrayList<>(service.defaultFlags());
    flags.add(
        "-XX:StartFlightRecording:dumponexit=true,settings="
            + settings
            + ",filename="
            + recording(shop, service));
    shop.processes().flags(service, flags);
  }

  private static Path recording(StoreUnderTest shop, Service service) {
    return shop.folder().resolve(service.title() + ".jfr");
  }

  private static void add(
      BenchTable table, List<Round> rounds, StoreUnderTest shop, Service service, String fileStart)
      throws IOException {
    List<Instant> forces = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(recording(shop, service))) {
      Path file = Path.of(event.getString("path")).getFileName();
      if (file.toString().startsWith(fileStart)) {
        forces.add(event.getStartTime());
      }
    }
    Series rows = new Series();
    Series each = new Series();
    for (Round round : rounds) {
      long count =
          forces.stream().filter(f -> f.isAfter(round.from()) && f.isBefore(round.to())).count();
      rows.add((double) round.purchases() / count);
      each.add((double) count);
    }
    table.add(
        "journal rows per force, 64 clients, " + service.title(),
        rows,
        Goal.atLeast(LEAST),
        BenchTable.number(each.median()) + " forces a round");
  }
}
