package crash;

import crash.Observations.Count;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One client: looks, buys with and without keys, repeats what was not answered, sometimes repeats
 * what was, sometimes hangs up.
 */
final class Shopper implements Runnable {
  private static final int MAX_BACK_OFF_MILLIS = 200;
  private static final int MAX_QUANTITY = 3;
  private static final int TRIES = 10;
  private static final long FINISH_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final int number;
  private final Observations seen;
  private final SplittableRandom random;
  private final int pauseMillis;
  private final BooleanSupplier stop;
  private final Client client;

  /** Keyed purchases that are not settled, to be repeated later. */
  private final List<Purchase> open = new ArrayList<>();

  private int keys;

  /**
   * A client that goes on until it is to stop.
   *
   * @param pauseMillis between two requests, at most
   */
  Shopper(
      int number,
      Client client,
      Observations seen,
      SplittableRandom random,
      int pauseMillis,
      BooleanSupplier stop) {
    this.number = number;
    this.seen = seen;
    this.random = random;
    this.pauseMillis = pauseMillis;
    this.stop = stop;
    this.client = client;
  }

  @Override
  public void run() {
    try (client) {
      while (!stop.getAsBoolean()) {
        boolean impatient = chance(4);
        client.patience(impatient ? 1 + random.nextInt(40) : Client.PATIENT_MILLIS);
        boolean answered = step();
        pause(answered ? pauseMillis : MAX_BACK_OFF_MILLIS);
      }
      client.patience(Client.PATIENT_MILLIS);
      finish();
    } catch (IOException | InterruptedException e) {
      seen.problem("client " + number + " gave up: " + e);
    } catch (RuntimeException e) {
      seen.problem("client " + number + " stumbled over a reply: " + e);
    }
  }

  private boolean step() throws InterruptedException {
    int dice = random.nextInt(100);
    if (dice < 35) {
      return client.readToy(Toys.any(random).name());
    }
    if (dice < 40) {
      return client.readAllToys();
    }
    if (dice < 46) {
      return readAnOrder();
    }
    if (dice < 66) {
      Purchase purchase = purchase(null);
      return client.buy(purchase) && look(purchase);
    }
    if (dice < 83) {
      return buyWithKey();
    }
    if (dice < 86) {
      return buyTwins();
    }
    if (dice < 94) {
      return repeat();
    }
    if (dice < 97) {
      return useAKeyAgain();
    }
    return open.isEmpty() || client.buy(open.get(random.nextInt(open.size())));
  }

  private Purchase purchase(String key) {
    String toy = chance(4) ? Toys.UNKNOWN : Toys.any(random).name();
    int quantity = chance(4) ? 0 : 1 + random.nextInt(MAX_QUANTITY);
    return seen.purchase(key, toy, quantity);
  }

  private boolean buyWithKey() throws InterruptedException {
    Purchase purchase = purchase("c" + number + "-" + keys++);
    boolean answered = client.buy(purchase);
    boolean persistent = chance(70);
    client.patience(Client.PATIENT_MILLIS);
    while (!answered && persistent && !stop.getAsBoolean()) {
      pause(MAX_BACK_OFF_MILLIS);
      seen.count(Count.REPEATS);
      answered = client.buy(purchase);
    }
    if (!answered) {
      open.add(purchase);
    }
    return answered && look(purchase);
  }

  /**
   * Two purchases under one key, which have the same checksum: one must be carried out, the other
   * excluded.
   */
  private boolean buyTwins() {
    List<Purchase> twins =
        seen.twins("c" + number + "-" + keys++, 1 + random.nextInt(MAX_QUANTITY));
    open.addAll(twins);
    boolean first = client.buy(twins.get(0));
    return client.buy(twins.get(1)) && first;
  }

  /** What is left, often through another frontend, which may not have heard of the sale. */
  private boolean look(Purchase purchase) {
    return !purchase.hasOrder() || chance(50) || client.readToy(purchase.toy());
  }

  /** Of any client, answered or not: two may well send the same key at the same time. */
  private boolean repeat() {
    open.removeIf(Purchase::isSettled);
    boolean own = !open.isEmpty() && chance(70);
    Purchase purchase = own ? open.get(random.nextInt(open.size())) : seen.anyKeyed(random);
    if (purchase == null) {
      return true;
    }
    seen.count(Count.REPEATS);
    return client.buy(purchase);
  }

  private boolean readAnOrder() {
    Purchase purchase = seen.anyKeyed(random);
    return purchase == null || !purchase.hasOrder() || client.readOrder(purchase);
  }

  private boolean useAKeyAgain() {
    Purchase purchase = anyAnswered();
    if (purchase != null) {
      client.buyOther(purchase);
    }
    return true;
  }

  private Purchase anyAnswered() {
    for (int i = 0; i < TRIES; i++) {
      Purchase purchase = seen.anyKeyed(random);
      if (purchase != null && purchase.isAnswered()) {
        return purchase;
      }
    }
    return null;
  }

  /** Repeats what has no answer yet, until it has one. */
  private void finish() throws InterruptedException {
    long end = System.nanoTime() + FINISH_WITHIN_NANOS;
    for (Purchase purchase : open) {
      while (!purchase.isSettled() && System.nanoTime() < end) {
        seen.count(Count.REPEATS);
        if (!client.buy(purchase)) {
          if (purchase.twin() != null) {
            client.buy(purchase.twin());
          }
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
