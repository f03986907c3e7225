package load;

import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The benchmark's command line: {@code make bench ARGS="..."}. */
final class BenchMain {
  private static final Map<String, Supplier<Group>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("query", QueryBench::new);
    GROUPS.put("purchase", PurchaseBench::new);
    GROUPS.put("rows", RowsPerForceBench::new);
    GROUPS.put("size", SizeBench::new);
    GROUPS.put("p99", ReaderBench::new);
    GROUPS.put("start", StartBench::new);
    GROUPS.put("memory", MemoryBench::new);
    GROUPS.put("abuse", AbuseBench::new);
  }

  private BenchMain() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String... args) {
    if (List.of(args).contains("--help")) {
      System.out.print(BenchOptions.HELP);
      return 0;
    }
    try {
      BenchOptions options = BenchOptions.parse(args);
      BenchTable table = measure(options);
      System.out.print("\n" + Machine.description() + "\n\n" + table.text());
      write(options, table);
      return 0;
    } catch (Arguments.UsageException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (Exception e) {
      e.printStackTrace();
      return 1;
    }
  }

  private static BenchTable measure(BenchOptions options) throws Exception {
    for (String name : options.only()) {
      if (!GROUPS.containsKey(name)) {
        throw new Arguments.UsageException(
            "there is no group " + name + ": there are " + String.join(", ", GROUPS.keySet()));
      }
    }
    BenchTable table = new BenchTable();
    for (String name : GROUPS.keySet()) {
      if (options.only().isEmpty() || options.only().contains(name)) {
        System.err.println("measuring " + name);
        GROUPS.get(name).get().run(options, table);
      }
    }
    return table;
  }

  private static void write(BenchOptions options, BenchTable table) throws IOException {
    if (options.out() != null) {
      Files.writeString(options.out(), table.csv());
    }
    if (options.document() != null) {
      String how =
          String.format(
              "Measured on %s with `make bench`, %d rounds of %s s after a warm-up of at least %s"
                  + " s: %s.",
              LocalDate.now(ZoneId.systemDefault()),
              options.rounds(),
              options.seconds(),
              options.warmup(),
              Machine.description());
      DocumentBlock.write(options.document(), "bench", how + "\n\n" + table.markdown());
    }
  }
}
