package abuse;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import store.Service;

/**
 * What all long attacks have in common: normal clients go on beside them, memory is watched, and
 * afterwards all is well at once.
 */
final class Siege implements AutoCloseable {
  static final String EXPECTED = "normal clients served, memory within limits, well within 3 s";

  /** Tells to be starved from to be slow, on a machine that is busy with the attack as well. */
  private static final long MAX_P99_MILLIS = 2_000;

  private static final long WELL_WITHIN_MILLIS = 3_000;

  /** An attack may be logged; it may not fill the disk. */
  private static final long MAX_STACK_TRACE_LINES = 200;

  private final Target target;
  private final Map<Service, Long> logStarts = new EnumMap<>(Service.class);
  private final MemoryWatch memory;
  private final Bystanders bystanders;

  private Siege(Target target, boolean buying, List<String> clientIds) throws IOException {
    this.target = target;
    for (Service service : Service.values()) {
      logStarts.put(service, target.logSize(service));
    }
    memory = new MemoryWatch(target);
    bystanders = new Bystanders(target.http(), buying, clientIds);
  }

  /** The normal clients query and buy. */
  static Siege besideShoppers(Target target) throws IOException {
    return new Siege(target, true, List.of());
  }

  /** The normal clients only query. */
  static Siege besideReaders(Target target) throws IOException {
    return new Siege(target, false, List.of());
  }

  /** Among the normal clients, who query and buy, are some with these ids. */
  static Siege besideShoppers(Target target, List<String> clientIds) throws IOException {
    return new Siege(target, true, clientIds);
  }

  /** Lets the attack last. */
  static void hold(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  /** Ends the normal clients and checks how they fared; the attack must still be on. */
  void checkDuring(Findings findings) {
    bystanders.check(findings, MAX_P99_MILLIS);
    memory.check(findings);
  }

  /** Checks what is left when the attack is over. */
  void checkAfter(Findings findings) throws IOException, InterruptedException {
    findings.check(target.dead().isEmpty(), "ended: " + target.dead());
    long millis = target.millisUntilWell(WELL_WITHIN_MILLIS);
    findings.checkPace(millis >= 0, "not well 3 s afterwards");
    for (Service service : Service.values()) {
      checkLog(service, findings);
    }
  }

  private void checkLog(Service service, Findings findings) throws IOException {
    String log = target.logSince(service, logStarts.get(service));
    findings.check(
        !log.contains("OutOfMemoryError"), service.title() + " logged an OutOfMemoryError");
    long frames = log.lines().filter(line -> line.startsWith("\tat ")).count();
    findings.check(
        frames <= MAX_STACK_TRACE_LINES,
        service.title() + " logged " + frames + " lines of stack traces");
  }

  @Override
  public void close() {
    bystanders.close();
    memory.close();
  }
}
