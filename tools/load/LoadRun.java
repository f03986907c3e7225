package load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** One run of the load generator, from the first connection to the last check. */
final class LoadRun {
  private final LoadOptions options;
  private final Schedule schedule;
  private final List<EventLoop> loops = new ArrayList<>();
  private final AtomicReference<WrongReply> wrong = new AtomicReference<>();
  private final AtomicReference<Exception> broken = new AtomicReference<>();

  private LoadRun(LoadOptions options) {
    this.options = options;
    this.schedule = Schedule.startingNow(options);
  }

  /**
   * Makes the load and waits for its end.
   *
   * @param progress gets a line every second, unless the options say quiet
   * @throws IOException if no store answers at the beginning
   */
  static LoadReport run(LoadOptions options, PrintStream progress)
      throws IOException, InterruptedException {
    if (options.path() != null) {
      LoadRun run = new LoadRun(options);
      run.execute(new Toy[0], progress);
      return run.report(StockBalance.NOT_LOOKED_AT);
    }
    Map<String, ReplyCheck.Product> before = StoreProbe.products(options.host());
    Toy[] toys = toys(options, before);
    LoadRun run = new LoadRun(options);
    List<StockWatch> stocks = run.execute(toys, progress);
    if (run.wrong.get() != null) {
      return run.report(StockBalance.NOT_LOOKED_AT);
    }
    StockBalance balance = StockBalance.of(toys, before, stocks, options);
    balance.wrong().ifPresent(run::fail);
    return run.report(balance);
  }

  private static Toy[] toys(LoadOptions options, Map<String, ReplyCheck.Product> listed)
      throws IOException {
    List<String> names = options.toys().isEmpty() ? List.copyOf(listed.keySet()) : options.toys();
    if (names.isEmpty()) {
      throw new IOException("the store has no toys: name some with --toys");
    }
    Toy[] toys = new Toy[names.size()];
    for (int i = 0; i < toys.length; i++) {
      ReplyCheck.Product product = listed.get(names.get(i));
      toys[i] =
          new Toy(
              i,
              names.get(i),
              product == null ? null : product.price(),
              options.host(),
              options.quantity());
    }
    return toys;
  }

  private List<StockWatch> execute(Toy[] toys, PrintStream progress)
      throws IOException, InterruptedException {
    String runId = "load-" + UUID.randomUUID().toString().substring(0, 13);
    Shop shop = new Shop(options, toys, new OrderNumbers(), runId);
    List<StockWatch> stocks = new ArrayList<>();
    Gate gate = new Gate(options.clients());
    int threads = Math.min(options.threads(), options.clients());
    for (int i = 0; i < threads; i++) {
      EventLoop loop = new EventLoop(this, schedule, gate);
      loops.add(loop);
      stocks.add(new StockWatch(toys.length));
      for (int client = i; client < options.clients(); client += threads) {
        Script script =
            options.path() != null
                ? new PlainGet(options.path(), options.host())
                : new Shopper(client, shop, stocks.get(i));
        long first = schedule.firstArrival(client, options.clients());
        loop.add(new Session(loop, script, options, first));
      }
    }
    runLoops(new Progress(options, schedule, loops, progress));
    return stocks;
  }

  private void runLoops(Progress progress) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (EventLoop loop : loops) {
      Thread thread = new Thread(loop, "load-" + threads.size());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        thread.join(Progress.EVERY_MILLIS);
        progress.show();
      }
    }
    progress.end();
    if (broken.get() != null) {
      throw new IllegalStateException("the load generator itself failed", broken.get());
    }
  }

  private LoadReport report(StockBalance balance) {
    List<Recorder> recorders = loops.stream().map(EventLoop::recorder).toList();
    return LoadReport.of(options, schedule, recorders, balance, wrong.get());
  }

  /** A wrong reply: the run ends. Only the first is kept. */
  void fail(WrongReply reply) {
    wrong.compareAndSet(null, reply);
    wakeUpAll();
  }

  /** An event loop cannot go on: the run ends. */
  void broken(Exception why) {
    broken.compareAndSet(null, why);
    wakeUpAll();
  }

  boolean isOver() {
    return wrong.get() != null || broken.get() != null;
  }

  void wakeUpAll() {
    loops.forEach(EventLoop::wakeUp);
  }
}
