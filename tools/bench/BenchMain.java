package bench;

import cli.Arguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

/** The benchmark's command line: {@code make bench ARGS="..."}. */
final class BenchMain {
  private static final List<Group> GROUPS =
      List.of(
          new QueryGroup(),
          new CountingGroup(),
          new PurchaseGroup(),
          new RowsPerForceGroup(),
          new CacheGroup(),
          new AgainstGroup(),
          new SizeGroup(),
          new ReaderGroup(),
          new StartGroup(),
          new MemoryGroup(),
          new ClusterGroup(),
          new AbuseGroup());

  private static final String HELP =
      """
      Usage: make bench ARGS="--only query,purchase"

      Starts the store's three processes and, beside them, small programs to compare with: the
      JDK's bare HttpServer with a constant reply, and one thread that appends and forces. Prints
      a table of ratios: in each round the compared things are measured one after the other.

        --rounds N      (5)
        --seconds S     of each measurement in each round (3)
        --warmup S      load on each program before the first round (15); a store whose speed still
                        rises then, because the JIT compilers are not done, gets up to 4 times that
        --only A,B      of the groups %s
        --workers N     threads in the pools of the frontend and of the bare server (2 a core, at least 4)
        --folder DIR    for the stores' files, on the disk to be measured (build/bench)
        --build DIR     where the jars are (build)
        --against DIR   where the jars of another build are, to be measured in turns with this one
                        (group against)
        --out FILE.csv  also write the value of each round
        --document FILE also write the table into a Markdown file, between the lines
                        <!-- bench: begin --> and <!-- bench: end -->
        --help

      Exit status: 0, measured; 1, a wrong reply or another failure; 2, bad options. A goal
      that is missed is shown and does not change the status.
      """
          .formatted(names());

  private BenchMain() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static String names() {
    return GROUPS.stream().map(Group::name).collect(Collectors.joining(", "));
  }

  /** Runs one command line; returns the exit status. */
  static int run(String... args) {
    if (List.of(args).contains("--help")) {
      System.out.print(HELP);
      return 0;
    }
    try {
      Arguments in = new Arguments(HELP, args);
      Options options = Options.of(in, 5, "build/bench");
      BenchTable table = measure(options, in.list("--only"));
      System.out.print("\n" + Machine.description() + "\n\n" + table.text());
      write(in, options, table);
      return 0;
    } catch (Arguments.UsageException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (Exception e) {
      e.printStackTrace();
      return 1;
    }
  }

  private static BenchTable measure(Options options, List<String> only) throws Exception {
    for (String name : only) {
      if (GROUPS.stream().noneMatch(group -> group.name().equals(name))) {
        throw new Arguments.UsageException("there is no group " + name + ": there are " + names());
      }
    }
    BenchTable table = new BenchTable();
    for (Group group : GROUPS) {
      if (only.isEmpty() || only.contains(group.name())) {
        System.err.println("measuring " + group.name());
        group.run(options, table);
      }
    }
    return table;
  }

  private static void write(Arguments in, Options options, BenchTable table) throws IOException {
    if (in.has("--out")) {
      Files.writeString(Path.of(in.text("--out", "")), table.csv());
    }
    if (in.has("--document")) {
      String how =
          String.format(
              "Measured on %s with `make bench`, %d rounds of %s s after a warm-up of at least %s"
                  + " s: %s.",
              LocalDate.now(ZoneId.systemDefault()),
              options.rounds(),
              options.seconds(),
              options.warmup(),
              Machine.description());
      Path document = Path.of(in.text("--document", ""));
      DocumentBlock.write(document, "bench", how + "\n\n" + table.markdown());
    }
  }
}
