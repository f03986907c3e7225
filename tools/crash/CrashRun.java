package crash;

import common.journal.UnusableFileException;
import crash.CrashAftermath.Order;
import crash.CrashToys.Toy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import store.Service;
import store.StoreProcesses;
import verify.Report;
import verify.Verification;

/** One run: the store is started, loaded, hurt, left in peace, read out, stopped, and judged. */
final class CrashRun implements AutoCloseable {
  private static final int WAITS_FOR_A_PURCHASE_IN_PERCENT = 80;
  private static final double LEAST_SHARE_IN_PEACE = 0.4;
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Longer than any call of the store lives: what is not there by then will not come. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(4);

  private final CrashOptions options;
  private final StoreProcesses store;
  private final CrashHistory history = new CrashHistory();
  private final CrashDiary diary;
  private final CrashFaults faults;
  private final List<Thread> clients = new ArrayList<>();
  private CrashWatch watch;
  private volatile boolean stop;
  private long settledAfter = -1;
  private long unkeyedOrders;
  private boolean threadsPrinted;
  private Report verified;

  /** Writes the catalogue and starts the store. */
  CrashRun(CrashOptions options, Path folder) throws IOException, InterruptedException {
    this.options = options;
    store = new StoreProcesses(folder);
    diary = new CrashDiary(folder.resolve("logs").resolve("faults.log"));
    faults = new CrashFaults(store, history, new Random(options.seed()), diary);
    Path catalogue = store.data().resolve("catalog.csv");
    if (Files.exists(catalogue)) {
      throw new IOException(folder + " is in use: name a folder that is not there yet");
    }
    new CrashPast(store.data(), history).write(options.past(), options.seed());
    useArchives();
    store.startAll();
  }

  /**
   * With the archives of {@code make cds}, if there are any, a service is back in half the time.
   */
  private void useArchives() throws IOException {
    for (Service service : Service.values()) {
      Path archive = Path.of("build", "cds", service.title() + ".jsa").toAbsolutePath();
      Path jar = Path.of("build", service.title() + ".jar");
      if (Files.exists(archive)
          && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0) {
        List<String> flags = new ArrayList<>(service.defaultFlags());
        flags.add("-Xshare:auto");
        flags.add("-XX:SharedArchiveFile=" + archive);
        store.flags(service, flags);
      }
    }
  }

  CrashHistory history() {
    return history;
  }

  CrashFaults faults() {
    return faults;
  }

  StoreProcesses store() {
    return store;
  }

  /** How often the folder was verified while the store ran. */
  int runningChecks() {
    return watch.checks();
  }

  /** Nanoseconds from the first reading of all orders until stock and orders agreed, or -1. */
  long settledAfter() {
    return settledAfter;
  }

  /** Of purchases without a key and without an answer. */
  long ordersNobodyWasToldOf() {
    long answered =
        history.unkeyed().stream()
            .filter(purchase -> purchase.isAnswered() && !purchase.answer().isRefusal())
            .count();
    return unkeyedOrders - answered;
  }

  /** Of the stopped store. */
  Report verified() {
    return verified;
  }

  /** Runs to the end; returns what does not hold. */
  List<String> run() throws IOException, InterruptedException {
    watch = new CrashWatch(store.data(), history);
    startClients();
    try {
      hurt();
      faults.awaitReady();
    } catch (IllegalStateException e) {
      history.problem(e.getMessage());
    } finally {
      stopClients();
      watch.close();
    }
    return judge();
  }

  private void startClients() {
    SplittableRandom random = new SplittableRandom(options.seed());
    for (int i = 0; i < options.clients(); i++) {
      CrashShopper shopper = new CrashShopper(i, client(i), history, random.split(), () -> stop);
      Thread thread = new Thread(shopper, "client-" + i);
      thread.start();
      clients.add(thread);
    }
  }

  private CrashClient client(int number) {
    boolean keepsCookie = number % 2 == 0;
    return new CrashClient(store.port(Service.FRONTEND), keepsCookie, history, this::printThreads);
  }

  /** A request has no reply although nobody was killed: each JVM prints its threads to its log. */
  private synchronized void printThreads() {
    if (threadsPrinted) {
      return;
    }
    threadsPrinted = true;
    for (Service service : Service.values()) {
      if (store.isAlive(service)) {
        try {
          diary.write("SIGQUIT " + service);
          new ProcessBuilder("kill", "-QUIT", Long.toString(store.pid(service))).start();
        } catch (IOException e) {
          diary.write("the threads of " + service + " could not be printed: " + e);
        }
      }
    }
  }

  private void stopClients() throws InterruptedException {
    stop = true;
    for (Thread client : clients) {
      client.join();
    }
  }

  private void hurt() throws IOException, InterruptedException {
    Random random = new Random(~options.seed());
    long begin = history.now();
    long bound = TimeUnit.SECONDS.toNanos(options.seconds());
    while (faults.kills() < options.kills()
        && (options.seconds() == 0 || history.now() - begin < bound)) {
      long pause = (long) (options.interval() * (0.3 + 1.4 * random.nextDouble()) * 1e9);
      long faultAt = history.now();
      faults.next();
      if (random.nextInt(100) < WAITS_FOR_A_PURCHASE_IN_PERCENT) {
        faults.awaitPurchase(faultAt);
      }
      // However long the start took: some load before the next fault.
      long leastPause = (long) (LEAST_SHARE_IN_PEACE * pause);
      TimeUnit.NANOSECONDS.sleep(Math.max(leastPause, faultAt + pause - history.now()));
    }
  }

  private List<String> judge() throws IOException, InterruptedException {
    CrashStoreReader reader = new CrashStoreReader(store.port(Service.FRONTEND));
    Map<String, Long> stock = new HashMap<>();
    List<Order> orders = new ArrayList<>();
    try {
      settle(reader);
      stock = reader.stock();
      orders = reader.orders();
    } catch (IOException e) {
      history.problem("the store cannot be read out at the end: " + e + ", " + e.getCause());
    }
    stopInOrder();
    verified = Verification.of(store.data());
    if (!verified.whole()) {
      history.problem("the stopped store's data folder is not whole:\n" + verified);
    }
    try {
      CrashAftermath after = CrashAftermath.of(stock, orders, store.data());
      unkeyedOrders = after.rows().stream().filter(row -> !row.id().startsWith("k-")).count();
      return CrashChecks.check(CrashToys.ALL, history, after);
    } catch (UnusableFileException e) {
      history.problem(e.getMessage());
      return history.problems();
    }
  }

  /** Waits until stock and orders agree and stay as they are. */
  private void settle(CrashStoreReader reader) throws IOException, InterruptedException {
    // Reading all orders takes its time: what counts is what is missing after that.
    reader.orders();
    long begin = history.now();
    long quietSince = begin;
    int count = -1;
    Map<String, Long> stock = Map.of();
    while (history.now() - begin < SETTLE_NANOS && history.now() - quietSince < QUIET_NANOS) {
      Map<String, Long> stockNow = reader.stock();
      List<Order> orders = reader.orders();
      if (orders.size() != count || !stockNow.equals(stock) || !agree(stockNow, orders)) {
        quietSince = history.now();
        count = orders.size();
        stock = stockNow;
        settledAfter = -1;
      } else if (settledAfter < 0) {
        settledAfter = quietSince - begin;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static boolean agree(Map<String, Long> stock, List<Order> orders) {
    Map<String, Long> left = new HashMap<>(stock);
    orders.stream()
        .filter(order -> order != null)
        .forEach(order -> left.merge(order.name(), (long) order.quantity(), Long::sum));
    return CrashToys.ALL.stream().allMatch(toy -> left.get(toy.name()) == toy.stock());
  }

  private void stopInOrder() {
    for (Service service : List.of(Service.FRONTEND, Service.ORDER, Service.CATALOG)) {
      if (!store.isAlive(service)) {
        history.problem("the " + service.title() + " does not run any more at the end");
      } else {
        int status = store.terminate(service);
        if (status != 0) {
          history.problem("at the end the " + service.title() + " stopped with status " + status);
        }
      }
    }
  }

  /** The toys that were sold out at the end. */
  List<String> soldOut() {
    return CrashToys.ALL.stream()
        .map(Toy::name)
        .filter(toy -> history.reads(toy).stream().anyMatch(read -> read.quantity() == 0))
        .toList();
  }

  @Override
  public void close() {
    stop = true;
    store.close();
    diary.close();
  }
}
