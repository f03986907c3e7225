package bench;

import bench.BenchTable.Goal;
import java.util.EnumMap;
import java.util.Map;
import store.Service;

/** Resident memory of the three processes while 64 clients query and buy, with keys. */
final class MemoryGroup implements Group {
  private static final Map<Service, Double> MAX_MEGABYTES =
      Map.of(Service.FRONTEND, 150.0, Service.CATALOG, 150.0, Service.ORDER, 220.0);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void run(Options options, BenchTable table) throws Exception {
    Map<Service, Series> memory = new EnumMap<>(Service.class);
    try (BenchStore store = BenchStore.small(options)) {
      String load = "--clients 64 --p 0.5 --keys --check 10";
      store.load(options.warmup(), load);
      for (int round = 0; round < options.rounds(); round++) {
        store.load(options.seconds(), load);
        for (Service service : Service.values()) {
          ProcStat.residentMegabytes(store.pid(service))
              .ifPresent(mb -> memory.computeIfAbsent(service, any -> new Series()).add(mb));
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
}
