package crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import store.Service;
import store.StoreProcesses;
import verify.Report;
import verify.Verification;

/**
 * Kills services and starts them again: mostly one, sometimes two or all three at once, sometimes
 * one that is just starting; now and then lets one hang for a while, or stops one in order.
 */
final class CrashFaults {
  private static final long BACK_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long STOP_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final int MAX_DOWN_MILLIS = 800;
  private static final int MAX_START_MILLIS = 900;
  private static final int MAX_HANG_MILLIS = 3_000;

  private final StoreProcesses store;
  private final CrashHistory history;
  private final Random random;
  private final CrashDiary diary;
  private final Set<Service> starting = EnumSet.noneOf(Service.class);
  private final Map<Service, AtomicInteger> kills = new EnumMap<>(Service.class);
  private final List<Long> outages = new ArrayList<>();
  private int hangs;
  private int stops;
  private int starts;
  private int offlineChecks;

  CrashFaults(StoreProcesses store, CrashHistory history, Random random, CrashDiary diary) {
    this.store = store;
    this.history = history;
    this.random = random;
    this.diary = diary;
    for (Service service : Service.values()) {
      kills.put(service, new AtomicInteger());
    }
  }

  /** One fault, and the start after it. */
  void next() throws IOException, InterruptedException {
    int dice = random.nextInt(100);
    if (dice < 62) {
      killAndStart(some(1));
    } else if (dice < 72) {
      killAndStart(some(2));
    } else if (dice < 82) {
      killAndStart(some(3));
    } else if (dice < 90) {
      hang(some(1).get(0));
    } else {
      stopInOrder(some(1).get(0));
    }
    if (random.nextInt(100) < 15) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_START_MILLIS));
      killAndStart(some(1));
    }
  }

  private List<Service> some(int count) {
    List<Service> services = new ArrayList<>(List.of(Service.values()));
    Collections.shuffle(services, random);
    return services.subList(0, count);
  }

  private void killAndStart(List<Service> services) throws IOException, InterruptedException {
    services.forEach(this::mustBeAlive);
    if (services.contains(Service.FRONTEND)) {
      history.frontendKill();
    }
    diary.write("SIGKILL " + services);
    CompletableFuture<?>[] killed =
        services.stream()
            .map(service -> CompletableFuture.runAsync(() -> store.kill(service)))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(killed).join();
    services.forEach(service -> kills.get(service).incrementAndGet());
    if (services.size() == Service.values().length && random.nextBoolean()) {
      verifyStopped();
    }
    start(services);
  }

  private void start(List<Service> services) throws IOException, InterruptedException {
    for (Service service : services) {
      if (random.nextBoolean()) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_DOWN_MILLIS));
      }
      store.process(service).launch();
      starting.add(service);
      diary.write("start " + service + ", process " + store.pid(service));
      starts++;
    }
  }

  /** What three crashes at once leave must be whole before any start has mended it. */
  private void verifyStopped() throws IOException {
    Report report = Verification.of(store.data());
    offlineChecks++;
    if (!report.whole()) {
      history.problem("after a kill of all three, the data folder is not whole:\n" + report);
    }
  }

  /** Like a machine that stalls: calls time out, and are carried out later, or never. */
  private void hang(Service service) throws IOException, InterruptedException {
    mustBeAlive(service);
    store.pause(service);
    diary.write("SIGSTOP " + service);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_HANG_MILLIS));
    hangs++;
    if (random.nextBoolean()) {
      store.resume(service);
      diary.write("SIGCONT " + service);
    } else {
      killAndStart(List.of(service));
    }
  }

  private void stopInOrder(Service service) throws IOException, InterruptedException {
    awaitReady();
    long begin = System.nanoTime();
    diary.write("SIGTERM " + service);
    int status = store.terminate(service);
    long took = System.nanoTime() - begin;
    diary.write(service + " ended with status " + status);
    stops++;
    if (status != 0 || took > STOP_WITHIN_NANOS) {
      history.problem(
          "SIGTERM: the "
              + service.title()
              + " ended with status "
              + status
              + " after "
              + TimeUnit.NANOSECONDS.toMillis(took)
              + " ms");
    }
    start(List.of(service));
  }

  /** A service that ends by itself is a fault of its own. */
  private void mustBeAlive(Service service) {
    if (!store.isAlive(service)) {
      history.problem(
          "the "
              + service.title()
              + " ended by itself with status "
              + store.awaitExit(service)
              + ", see "
              + store.log(service));
      throw new IllegalStateException("the " + service.title() + " ended by itself");
    }
  }

  /** Waits until all that was started is ready. */
  void awaitReady() throws IOException, InterruptedException {
    for (Service service : starting) {
      store.process(service).awaitReady();
    }
    if (!starting.isEmpty()) {
      diary.write("all are ready");
    }
    starting.clear();
  }

  /** Waits until a purchase succeeds that was begun after the last start. */
  void awaitPurchase(long faultAt) throws IOException, InterruptedException {
    awaitReady();
    long readyAt = history.now();
    while (history.lastBought() < readyAt) {
      for (Service service : Service.values()) {
        mustBeAlive(service);
      }
      if (history.now() - readyAt > BACK_WITHIN_NANOS) {
        history.problem("no purchase succeeded within a minute after all services were ready");
        throw new IllegalStateException("the store did not come back");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    diary.write("a purchase succeeded");
    outages.add(history.lastBought() - faultAt);
  }

  int kills() {
    return kills.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  int kills(Service service) {
    return kills.get(service).get();
  }

  int hangs() {
    return hangs;
  }

  int stops() {
    return stops;
  }

  int starts() {
    return starts;
  }

  int offlineChecks() {
    return offlineChecks;
  }

  /** From a fault to the next purchase that succeeded, in nanoseconds, sorted. */
  List<Long> outages() {
    return outages.stream().sorted().toList();
  }
}
