package load;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** The line that shows a person, every second, how the run goes. */
final class Progress {
  static final int EVERY_MILLIS = 1000;

  private final Schedule schedule;
  private final List<EventLoop> loops;
  private final PrintStream out;
  private final boolean quiet;

  @SuppressWarnings("SystemConsoleNull") // At worst a log gets carriage returns, from Java 22 on.
  private final boolean terminal = System.console() != null;

  private long lastTime;
  private long lastSucceeded;
  private boolean shown;

  Progress(LoadOptions options, Schedule schedule, List<EventLoop> loops, PrintStream out) {
    this.schedule = schedule;
    this.loops = loops;
    this.out = out;
    this.quiet = options.quiet();
  }

  void show() {
    long now = schedule.now();
    if (quiet || now - lastTime < TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS / 2)) {
      return;
    }
    long succeeded = sum(Recorder::succeeded);
    long checked = sum(Recorder::checked);
    double perSecond = (succeeded - lastSucceeded) * 1e9 / (now - lastTime);
    String line =
        String.format(
            Locale.ROOT,
            "%4d s  %s  %,9.0f requests/s  %,d right  %,d others%s",
            TimeUnit.NANOSECONDS.toSeconds(now),
            checked > 0 ? "checks " : now < schedule.measureFrom() ? "warm-up" : "measure",
            perSecond,
            succeeded,
            sum(Recorder::failed),
            checked == 0 ? "" : String.format(Locale.ROOT, "  %,d orders checked", checked));
    out.print(terminal ? "\r\033[K" + line : line + "\n");
    out.flush();
    lastTime = now;
    lastSucceeded = succeeded;
    shown = true;
  }

  void end() {
    if (shown && terminal) {
      out.println();
    }
  }

  private long sum(ToLongFunction<Recorder> number) {
    return loops.stream().map(EventLoop::recorder).mapToLong(number).sum();
  }
}
