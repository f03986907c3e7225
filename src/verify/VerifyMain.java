package verify;

import common.etcd.EtcdOptions;
import common.process.Failures;
import common.process.Settings;
import common.process.StartException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Says whether a data folder is whole: see {@code --help}. */
public final class VerifyMain {
  private static final String HELP =
      """
      verify: whether the files of the store are whole and agree with each other

      usage: java -jar verify.jar [CATALOG_FOLDER [ORDER_FOLDER]]
             java -jar verify.jar --rows [FILE...]

      Without a folder, that of DATA_DIR (data), or with ENGINE=etcd the store in etcd, whose space
      (ETCD_QUOTA_MIB) is told, too. The store may run; nothing is changed.
      Checked: checksums and rows of all journals; order numbers from 0 without gaps; no sale and
      no purchase id with two orders; each order against its sale; per toy, starting stock and
      changes against stock and orders; no negative stock; whether order service and catalog
      belong together. A last row that a crash cut off, and sales
      that wait for their order, are no damage: the store mends them by itself.

      --rows prints the rows of journals, of all in DATA_DIR unless files are named.

      Status 0: whole. 1: not whole; the lines say which file, which line, and why. 2: nothing to
      read, or bad arguments.
      """;

  private static final int WHOLE = 0;
  private static final int NOT_WHOLE = 1;
  private static final int UNUSABLE = 2;
  private static final List<String> JOURNALS =
      List.of(
          "sales.previous.csv", "sales.csv", "order.csv", "refusals.previous.csv", "refusals.csv");

  private VerifyMain() {}

  /** Ends with the status. */
  public static void main(String[] arguments) {
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8);
    int status = run(List.of(arguments), dataFolder(), out, System.err);
    out.flush();
    System.exit(status);
  }

  private static Path dataFolder() {
    String folder = System.getenv("DATA_DIR");
    return Path.of(folder == null || folder.isBlank() ? "data" : folder.strip());
  }

  static int run(List<String> arguments, Path dataFolder, PrintStream out, PrintStream err) {
    try {
      if (arguments.contains("--help") || arguments.contains("-h")) {
        out.print(HELP);
        return WHOLE;
      }
      if (!arguments.isEmpty() && arguments.get(0).equals("--rows")) {
        return rows(arguments.subList(1, arguments.size()), dataFolder, out, err);
      }
      if (arguments.size() > 2 || arguments.stream().anyMatch(word -> word.startsWith("--"))) {
        err.println("verify takes one or two folders, or --rows; --help tells more");
        return UNUSABLE;
      }
      Settings settings = new Settings(System.getenv());
      if (arguments.isEmpty() && settings.usesEtcd()) {
        return verify(EtcdOptions.from(settings), out, err);
      }
      Path catalogFolder = arguments.isEmpty() ? dataFolder : Path.of(arguments.get(0));
      Path orderFolder = arguments.size() == 2 ? Path.of(arguments.get(1)) : catalogFolder;
      return verify(catalogFolder, orderFolder, out, err);
    } catch (StartException e) {
      err.println("verify: " + e.getMessage());
      return UNUSABLE;
    } catch (IOException e) {
      err.println("verify: " + Failures.reason(e));
      return UNUSABLE;
    }
  }

  private static int verify(EtcdOptions options, PrintStream out, PrintStream err)
      throws IOException {
    try {
      Report report = EtcdVerification.of(options, new Progress(err));
      report.lines().forEach(out::println);
      return report.whole() ? WHOLE : NOT_WHOLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNUSABLE;
    }
  }

  private static int verify(Path catalogFolder, Path orderFolder, PrintStream out, PrintStream err)
      throws IOException {
    if (!Files.exists(catalogFolder.resolve("catalog.csv"))
        && !Files.exists(orderFolder.resolve("order.csv"))) {
      err.println(
          "verify: there is neither catalog.csv nor order.csv in "
              + catalogFolder
              + "; name the store's data folder, or set DATA_DIR");
      return UNUSABLE;
    }
    Report report =
        Verification.of(Source.of(catalogFolder), Source.of(orderFolder), new Progress(err));
    report.lines().forEach(out::println);
    return report.whole() ? WHOLE : NOT_WHOLE;
  }

  private static int rows(List<String> names, Path dataFolder, PrintStream out, PrintStream err)
      throws IOException {
    List<Path> files =
        names.isEmpty()
            ? JOURNALS.stream().map(dataFolder::resolve).filter(Files::exists).toList()
            : names.stream().map(Path::of).toList();
    if (files.isEmpty()) {
      err.println(
          "verify: there is no journal in " + dataFolder + "; name a file, or set DATA_DIR");
      return UNUSABLE;
    }
    boolean whole = true;
    for (Path file : files) {
      whole &= new RowPrinter(out).print(file);
    }
    return whole ? WHOLE : NOT_WHOLE;
  }

  /** A line every few seconds, so that nobody thinks it hangs. */
  private static final class Progress implements Runnable {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int LOOK_EVERY = 1 << 14;

    private final PrintStream err;
    private long rows;
    private long last = System.nanoTime();

    Progress(PrintStream err) {
      this.err = err;
    }

    @Override
    public void run() {
      if (++rows % LOOK_EVERY == 0 && System.nanoTime() - last > EVERY_NANOS) {
        last = System.nanoTime();
        err.println("... " + Words.count(rows, "row") + " read");
      }
    }
  }
}
