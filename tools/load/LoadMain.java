package load;

import cli.Arguments;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;

/** The load generator's command line: {@code make load ARGS="..."}. */
final class LoadMain {
  static final int RIGHT = 0;
  static final int WRONG = 1;
  static final int UNUSABLE = 2;

  private LoadMain() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(System.out, System.err, args));
  }

  /** Runs one command line; returns the exit status. */
  static int run(PrintStream out, PrintStream err, String... args) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      out.print(LoadOptions.HELP);
      return RIGHT;
    }
    try {
      return run(out, err, LoadOptions.parse(args));
    } catch (Arguments.UsageException e) {
      err.println(e.getMessage());
    } catch (WrongReply e) {
      err.println("Wrong reply to GET /products: " + e.reason());
      return WRONG;
    }
    return UNUSABLE;
  }

  private static int run(PrintStream out, PrintStream err, LoadOptions options)
      throws InterruptedException {
    LoadReport report;
    try {
      report = LoadRun.run(options, err);
    } catch (IOException e) {
      err.println(
          "no store answers at " + options.host() + " (" + e.getMessage() + "): is it running?");
      return UNUSABLE;
    }
    out.print(ReportFormat.table(report));
    out.flush();
    report.wrong().ifPresent(wrong -> err.println(wrong.getMessage()));
    if (report.wrong().isEmpty() && !report.isGood()) {
      err.println("No request was answered.");
    }
    return write(report, err) && report.isGood() ? RIGHT : WRONG;
  }

  private static boolean write(LoadReport report, PrintStream err) {
    if (report.options().out() == null) {
      return true;
    }
    boolean csv = report.options().out().toString().endsWith(".csv");
    try {
      Files.writeString(
          report.options().out(), csv ? ReportFormat.csv(report) : ReportFormat.json(report));
      return true;
    } catch (IOException e) {
      err.println("the report could not be written: " + e);
      return false;
    }
  }
}
