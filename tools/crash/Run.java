package crash;

import catalog.Change;
import common.journal.UnusableFileException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import store.Service;
import store.ServiceProcess;
import verify.Report;
import verify.Verification;

/** One run: the store is started, loaded, hurt, left in peace, read out, stopped, and judged. */
final class Run implements AutoCloseable {
  private static final int WAITS_FOR_A_PURCHASE_IN_PERCENT = 80;
  private static final double LEAST_SHARE_IN_PEACE = 0.4;
  private static final int VERIFY_SECONDS = 5;

  private final Options options;
  private final Subject subject;
  private final Observations seen = new Observations();
  private final PrintStream diary;
  private final Faults faults;

  /** Those of the store itself. */
  private final List<ServiceProcess> processes;

  private final List<Integer> ports;

  /** Those that stood in the catalog's journal, which forgets them in the end. */
  private final Map<String, Change> changes = new ConcurrentHashMap<>();

  private final AtomicInteger runningChecks = new AtomicInteger();
  private long settledAfter = -1;
  private boolean threadsPrinted;
  private volatile boolean stop;
  private Aftermath after = new Aftermath(Map.of(), List.of(), List.of(), Map.of(), Map.of());
  private Report verified;

  /** Writes the starting files and starts the store. */
  Run(Options options, Path folder) throws IOException, InterruptedException {
    this.options = options;
    Random random = new Random(options.seed());
    StartingFiles files = new StartingFiles(seen);
    subject =
        options.cluster()
            ? new ClusterSubject(folder, random)
            : new FilesSubject(folder, options.frontends(), seen, random, files);
    processes = subject.processes();
    Path log = folder.resolve("logs").resolve("faults.log");
    diary = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8);
    faults = new Faults(processes, seen, random, diary);
    ports =
        processes.stream()
            .filter(process -> process.service() == Service.FRONTEND)
            .map(ServiceProcess::port)
            .toList();
    Path data = Files.createDirectories(subject.startingFolder());
    if (Files.exists(data.resolve("catalog.csv"))) {
      throw new IOException(folder + " is in use: name a folder that is not there yet");
    }
    files.write(data, options.past(), options.seed());
    subject.addFaults(faults);
    subject.start();
  }

  Observations seen() {
    return seen;
  }

  Faults faults() {
    return faults;
  }

  Subject subject() {
    return subject;
  }

  List<ServiceProcess> processes() {
    return processes;
  }

  /** How often the folder was verified while the store ran. */
  int runningChecks() {
    return runningChecks.get();
  }

  /** See {@link StoreReader#settle}. */
  long settledAfter() {
    return settledAfter;
  }

  /** What there was at the end. */
  Aftermath after() {
    return after;
  }

  /** Of the stopped store. */
  Report verified() {
    return verified;
  }

  /** Runs to the end; returns what does not hold. */
  List<String> run() throws IOException, InterruptedException {
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    watch.scheduleWithFixedDelay(
        this::verifyRunning, VERIFY_SECONDS, VERIFY_SECONDS, TimeUnit.SECONDS);
    Clients clients =
        Clients.start(
            ports,
            options.clients(),
            options.pauseMillis(),
            options.seed(),
            seen,
            this::printThreads);
    Thread shopkeeper = startShopkeeper();
    try (clients) {
      hurt();
      faults.awaitReady();
    } catch (IllegalStateException e) {
      seen.problem(e.getMessage());
    } finally {
      stop = true;
      shopkeeper.join();
      clients.stop();
      watch.shutdown();
      watch.awaitTermination(1, TimeUnit.MINUTES);
    }
    return judge();
  }

  private Thread startShopkeeper() {
    SplittableRandom random = new SplittableRandom(options.seed());
    Thread shopkeeper =
        new Thread(new Shopkeeper(subject.catalog(), seen, random, () -> stop), "shopkeeper");
    shopkeeper.start();
    return shopkeeper;
  }

  /** The data folder must be whole at any time. */
  private void verifyRunning() {
    faults.books().lock();
    try {
      Optional<Path> books = subject.books();
      if (books.isEmpty()) {
        return;
      }
      Report report = Verification.of(books.get());
      if (!report.whole()) {
        seen.problem("the running store's data folder is not whole:\n" + report);
      }
      runningChecks.incrementAndGet();
      Aftermath.readChanges(books.get(), changes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UnusableFileException e) {
      seen.problem(e.getMessage());
    } catch (IOException e) {
      seen.problem("the running store's data folder could not be read: " + e);
    } finally {
      faults.books().unlock();
    }
  }

  /** A request has no reply although nobody was killed: each JVM prints its threads to its log. */
  private synchronized void printThreads() {
    if (threadsPrinted) {
      return;
    }
    threadsPrinted = true;
    for (ServiceProcess process : processes) {
      try {
        diary.println("SIGQUIT " + process);
        process.signal("QUIT");
      } catch (IOException | IllegalStateException e) {
        diary.println("the threads of " + process + " could not be printed: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void hurt() throws IOException, InterruptedException {
    Random random = new Random(~options.seed());
    long begin = seen.now();
    long bound = TimeUnit.SECONDS.toNanos(options.seconds());
    if (options.isWithoutFaults()) {
      TimeUnit.NANOSECONDS.sleep(bound);
    }
    while (!options.isReachedBy(faults.count(), faults.kills())
        && (options.seconds() == 0 || seen.now() - begin < bound)) {
      long pause = (long) (options.interval() * (0.3 + 1.4 * random.nextDouble()) * 1e9);
      long faultAt = seen.now();
      faults.next();
      if (random.nextInt(100) < WAITS_FOR_A_PURCHASE_IN_PERCENT) {
        faults.awaitPurchase(faultAt);
      }
      // However long the start took: some load before the next fault.
      long leastPause = (long) (LEAST_SHARE_IN_PEACE * pause);
      TimeUnit.NANOSECONDS.sleep(Math.max(leastPause, faultAt + pause - seen.now()));
    }
  }

  private List<String> judge() throws IOException, InterruptedException {
    Map<String, Long> stock = new HashMap<>();
    List<Order> orders = new ArrayList<>();
    try (StoreReader reader = new StoreReader(ports.get(0), seen);
        Client last =
            new Client("a last look", ports, false, seen, new SplittableRandom(), () -> {})) {
      settledAfter = reader.settle();
      stock = reader.stock();
      orders = reader.orders();
      last.readAllToys();
    } catch (IOException e) {
      seen.problem("the store cannot be read out at the end: " + e + ", " + e.getCause());
    }
    stopGracefully();
    Path books = subject.books().orElseThrow(() -> new IOException("etcd is away at the end"));
    verified = Verification.of(books);
    if (!verified.whole()) {
      seen.problem("the stopped store's data folder is not whole:\n" + verified);
    }
    try {
      Aftermath.readChanges(books, changes);
      after = Aftermath.of(stock, orders, changes, books);
      return Checks.check(Toys.ALL, seen, after);
    } catch (UnusableFileException e) {
      seen.problem(e.getMessage());
      return seen.problems();
    }
  }

  private void stopGracefully() {
    List<ServiceProcess> lastFirst = new ArrayList<>(processes);
    Collections.reverse(lastFirst);
    for (ServiceProcess process : lastFirst) {
      if (!process.isAlive()) {
        // One that was cut off or hung may notice only now that another one leads.
        if (!faults.hasSteppedDown(process)) {
          seen.problem("the " + process + " does not run any more at the end");
        }
      } else {
        int status = process.terminate();
        if (status != 0) {
          seen.problem("at the end the " + process + " stopped with status " + status);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    stop = true;
    subject.close();
    diary.close();
  }
}
