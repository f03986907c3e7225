package load;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import store.Service;

/** Resident memory of the three processes while 64 clients query and buy, with keys. */
final class MemoryBench implements Group {
  private static final Map<Service, Double> MAX_MEGABYTES =
      Map.of(Service.FRONTEND, 150.0, Service.CATALOG, 150.0, Service.ORDER, 220.0);

  @Override
  public void run(BenchOptions options, BenchTable table) throws Exception {
    Map<Service, Series> memory = new EnumMap<>(Service.class);
    try (StoreUnderTest shop = new StoreUnderTest(options, 10, 0).start()) {
      load(shop, options.warmup());
      for (int round = 0; round < options.rounds(); round++) {
        load(shop, options.seconds());
        for (Service service : Service.values()) {
          Optional<Double> megabytes = ProcStat.residentMegabytes(shop.processes().pid(service));
          megabytes.ifPresent(mb -> memory.computeIfAbsent(service, any -> new Series()).add(mb));
        }
      }
    }
    memory.forEach(
        (service, series) ->
            table.add(
                "memory under load, resident, MB: " + service.title(),
                series,
                Goal.atMost(MAX_MEGABYTES.get(service)),
                String.join(" ", service.defaultFlags())));
  }

  private static void load(StoreUnderTest shop, double seconds) throws Exception {
    shop.load(seconds, "--clients", "64", "--p", "0.5", "--keys", "--check", "10");
  }
}
