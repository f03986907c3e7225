package crash;

import crash.CrashHistory.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One client: looks, buys with and without keys, repeats what was not answered, sometimes repeats
 * what was, sometimes hangs up.
 */
final class CrashShopper implements Runnable {
  private static final int MAX_PAUSE_MILLIS = 80;
  private static final int MAX_BACK_OFF_MILLIS = 200;
  private static final int MAX_QUANTITY = 3;
  private static final int TRIES = 10;
  private static final long FINISH_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final int number;
  private final CrashHistory history;
  private final SplittableRandom random;
  private final BooleanSupplier stop;
  private final CrashClient client;

  /** Keyed purchases without an answer, to be repeated later. */
  private final List<CrashPurchase> open = new ArrayList<>();

  private int keys;

  CrashShopper(
      int number,
      CrashClient client,
      CrashHistory history,
      SplittableRandom random,
      BooleanSupplier stop) {
    this.number = number;
    this.history = history;
    this.random = random;
    this.stop = stop;
    this.client = client;
  }

  @Override
  public void run() {
    try (client) {
      while (!stop.getAsBoolean()) {
        boolean impatient = chance(4);
        client.patience(impatient ? 1 + random.nextInt(40) : CrashClient.PATIENT_MILLIS);
        boolean answered = step();
        pause(answered ? MAX_PAUSE_MILLIS : MAX_BACK_OFF_MILLIS);
      }
      client.patience(CrashClient.PATIENT_MILLIS);
      finish();
    } catch (InterruptedException e) {
      history.problem("client " + number + " was interrupted");
    } catch (RuntimeException e) {
      history.problem("client " + number + " stumbled over a reply: " + e);
    }
  }

  private boolean step() throws InterruptedException {
    int dice = random.nextInt(100);
    if (dice < 35) {
      return client.readToy(CrashToys.any(random).name());
    }
    if (dice < 40) {
      return client.readAllToys();
    }
    if (dice < 46) {
      return readAnOrder();
    }
    if (dice < 66) {
      return client.buy(purchase(null));
    }
    if (dice < 86) {
      return buyWithKey();
    }
    if (dice < 94) {
      return repeat();
    }
    if (dice < 97) {
      return useAKeyAgain();
    }
    return open.isEmpty() || client.buy(open.get(random.nextInt(open.size())));
  }

  private CrashPurchase purchase(String key) {
    String toy = chance(4) ? CrashToys.UNKNOWN : CrashToys.any(random).name();
    int quantity = chance(4) ? 0 : 1 + random.nextInt(MAX_QUANTITY);
    return history.purchase(key, toy, quantity);
  }

  private boolean buyWithKey() throws InterruptedException {
    CrashPurchase purchase = purchase("c" + number + "-" + keys++);
    boolean answered = client.buy(purchase);
    boolean persistent = chance(70);
    client.patience(CrashClient.PATIENT_MILLIS);
    while (!answered && persistent && !stop.getAsBoolean()) {
      pause(MAX_BACK_OFF_MILLIS);
      history.count(Count.REPEATS);
      answered = client.buy(purchase);
    }
    if (!answered) {
      open.add(purchase);
    }
    return answered;
  }

  /** Of any client, answered or not: two may well send the same key at the same time. */
  private boolean repeat() {
    open.removeIf(CrashPurchase::isAnswered);
    boolean own = !open.isEmpty() && chance(70);
    CrashPurchase purchase = own ? open.get(random.nextInt(open.size())) : history.anyKeyed(random);
    if (purchase == null) {
      return true;
    }
    history.count(Count.REPEATS);
    return client.buy(purchase);
  }

  private boolean readAnOrder() {
    CrashPurchase purchase = history.anyKeyed(random);
    boolean hasOrder = purchase != null && purchase.isAnswered() && !purchase.answer().isRefusal();
    return !hasOrder || client.readOrder(purchase);
  }

  private boolean useAKeyAgain() {
    CrashPurchase purchase = anyAnswered();
    if (purchase != null) {
      client.buyOther(purchase);
    }
    return true;
  }

  private CrashPurchase anyAnswered() {
    for (int i = 0; i < TRIES; i++) {
      CrashPurchase purchase = history.anyKeyed(random);
      if (purchase != null && purchase.isAnswered()) {
        return purchase;
      }
    }
    return null;
  }

  /** Repeats what has no answer yet, until it has one. */
  private void finish() throws InterruptedException {
    long end = System.nanoTime() + FINISH_WITHIN_NANOS;
    for (CrashPurchase purchase : open) {
      while (!purchase.isAnswered() && System.nanoTime() < end) {
        history.count(Count.REPEATS);
        if (!client.buy(purchase)) {
          pause(MAX_BACK_OFF_MILLIS);
        }
      }
    }
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void pause(int mostMillis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(mostMillis + 1));
  }
}
