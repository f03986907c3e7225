package load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One run of the load generator, from the first connection to the last check. */
public final class LoadRun {
  private final LoadOptions options;
  private final Schedule schedule;
  private final List<EventLoop> loops = new ArrayList<>();
  private final AtomicReference<WrongReply> wrong = new AtomicReference<>();
  private final AtomicReference<Exception> broken = new AtomicReference<>();

  /** Clients under load: no check begins while another client is still measured. */
  private final AtomicInteger underLoad;

  private LoadRun(LoadOptions options) {
    this.options = options;
    this.schedule = Schedule.startingNow(options);
    this.underLoad = new AtomicInteger(options.clients());
  }

  /**
   * Makes the load and waits for its end.
   *
   * @param progress gets a line every second, unless the options say quiet
   * @throws IOException if no store answers at the beginning
   */
  public static LoadReport run(LoadOptions options, PrintStream progress)
      throws IOException, InterruptedException {
    if (options.path() != null) {
      LoadRun run = new LoadRun(options);
      run.addLoops(null);
      run.runLoops(progress);
      return run.report("");
    }
    Shop shop = new Shop(options);
    LoadRun run = new LoadRun(options);
    List<Stock> stocks = run.addLoops(shop);
    run.runLoops(progress);
    return run.report(run.balance(shop, stocks));
  }

  /**
   * Deals the clients out to the loops.
   *
   * @param shop null for a plain path
   */
  private List<Stock> addLoops(Shop shop) throws IOException {
    List<Stock> stocks = new ArrayList<>();
    int threads = Math.min(options.threads(), options.clients());
    for (int thread = 0; thread < threads; thread++) {
      EventLoop loop = new EventLoop(this, schedule);
      Stock stock = new Stock(shop == null ? 0 : shop.toys().size());
      for (int client = thread; client < options.clients(); client += threads) {
        Script script = shop == null ? new PlainGet(options) : new Shopper(client, shop, stock);
        long firstArrival = schedule.firstArrival(client, options.clients());
        loop.add(new Client(loop, script, options, firstArrival));
      }
      loops.add(loop);
      stocks.add(stock);
    }
    return stocks;
  }

  private void runLoops(PrintStream out) throws InterruptedException {
    Progress progress = new Progress(options, schedule, loops, out);
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

  private String balance(Shop shop, List<Stock> stocks) {
    if (wrong.get() != null) {
      return "not looked at";
    }
    try {
      return shop.balance(stocks);
    } catch (WrongReply e) {
      wrong.set(e);
      return "wrong";
    }
  }

  private LoadReport report(String stock) {
    List<Recorder> recorders = loops.stream().map(EventLoop::recorder).toList();
    return LoadReport.of(options, schedule, recorders, stock, wrong.get());
  }

  /** A client is past the load. */
  void arrived() {
    if (underLoad.decrementAndGet() == 0) {
      loops.forEach(EventLoop::wakeUp);
    }
  }

  boolean allArrived() {
    return underLoad.get() == 0;
  }

  /** A wrong reply: the run ends. Only the first is kept. */
  void fail(WrongReply reply) {
    wrong.compareAndSet(null, reply);
    loops.forEach(EventLoop::wakeUp);
  }

  /** An event loop cannot go on: the run ends. */
  void broken(Exception why) {
    broken.compareAndSet(null, why);
    loops.forEach(EventLoop::wakeUp);
  }

  boolean isOver() {
    return wrong.get() != null || broken.get() != null;
  }
}
