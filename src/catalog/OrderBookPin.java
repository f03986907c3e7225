package catalog;

import common.journal.Storage;
import common.process.Failures;
import common.process.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The order book that this catalog sells for. The first that it hears of is pinned on disk, and any
 * other is refused: two order books would both give a sale its order. So is one that cannot belong
 * to this catalogue, because it or the catalogue is an older copy.
 */
final class OrderBookPin {
  static final String FILE = "order-book.pinned";

  /** No order book is ahead of its catalogue by more; a larger number is a mistake. */
  static final long MAX_SKIP = 1_000_000_000;

  private static final Optional<String> ADMITTED = Optional.empty();

  private final Storage storage;
  private final Inventory inventory;
  private final boolean fresh;
  private final BooleanSupplier checkpoint;
  private final Executor diskThread;

  /** Null if there is none yet. */
  private volatile String pinned;

  /** The one that was found to belong to this catalogue since the start. */
  private volatile String admitted;

  /**
   * Reads the pin.
   *
   * @param fresh whether the catalogue was written by a person, so that it knows no sales of the
   *     past
   * @param checkpoint writes one; returns whether all that is published is in it
   * @param diskThread may wait for the disk
   */
  OrderBookPin(
      Storage storage,
      Inventory inventory,
      boolean fresh,
      BooleanSupplier checkpoint,
      Executor diskThread)
      throws IOException {
    this.storage = storage;
    this.inventory = inventory;
    this.fresh = fresh;
    this.checkpoint = checkpoint;
    this.diskThread = diskThread;
    byte[] content = storage.read(FILE);
    pinned = content == null ? null : new String(content, StandardCharsets.US_ASCII).strip();
  }

  /** Whether an order book is known, so that sales cannot get numbers that it already has. */
  boolean isPinned() {
    return pinned != null;
  }

  /**
   * Whether the catalog sells for this order book.
   *
   * @param nextSale the lowest number above all sales that have an order in it
   * @return empty if it does, else why not and what to do
   */
  CompletableFuture<Optional<String>> admit(String id, long nextSale) {
    if (id.equals(admitted) && nextSale >= 0 && nextSale <= inventory.nextSale()) {
      return CompletableFuture.completedFuture(ADMITTED);
    }
    return CompletableFuture.supplyAsync(() -> check(id, nextSale), diskThread);
  }

  private synchronized Optional<String> check(String id, long nextSale) {
    Optional<String> refusal = refusal(id, nextSale);
    if (refusal.isPresent()) {
      Log.warn("an order service is refused: " + refusal.get());
      return refusal;
    }
    try {
      if (nextSale > inventory.nextSale()) {
        skipTo(nextSale);
      }
      if (pinned == null) {
        storage.replace(FILE, (id + "\n").getBytes(StandardCharsets.US_ASCII));
        pinned = id;
      }
    } catch (IOException e) {
      Log.error("the order book could not be pinned", e);
      return Optional.of("the catalog's disk fails: " + Failures.reason(e));
    }
    admitted = id;
    return ADMITTED;
  }

  private Optional<String> refusal(String id, long nextSale) {
    if (!id.matches("[0-9a-f]{32}") || nextSale < 0) {
      return Optional.of("an order book is named by 32 hexadecimal digits and a number from 0 on");
    }
    if (pinned != null && !pinned.equals(id)) {
      return Optional.of(
          "this catalog sells for the order book "
              + pinned
              + ", not for "
              + id
              + ": stop the second order service. To move on with a new order book, stop both"
              + " services and delete "
              + storage.describe(FILE));
    }
    long next = inventory.nextSale();
    if (nextSale > next + MAX_SKIP) {
      return Optional.of(
          "no order book is at sale " + nextSale + " when the catalog is at " + next);
    }
    if (nextSale > next && !(fresh && inventory.isUntouched())) {
      return Optional.of(
          "the catalogue is an older copy: it ends before sale "
              + next
              + ", the order book knows sales up to "
              + (nextSale - 1)
              + ". Stop the catalog and put back the newest catalog.csv and sales.csv, or write the"
              + " stock as it is now, with the columns name,price,quantity only");
    }
    long oldest = inventory.oldest();
    if (pinned != null && nextSale < oldest) {
      return Optional.of(
          "order.csv is an older copy: it ends before sale "
              + nextSale
              + ", and the sales below "
              + oldest
              + " are no longer in the catalog's journal. Put back the newest order.csv. To accept"
              + " the loss, stop both services and delete "
              + storage.describe(FILE));
    }
    return ADMITTED;
  }

  private void skipTo(long nextSale) throws IOException {
    Log.warn(
        "the order book knows sales up to "
            + (nextSale - 1)
            + ", from an earlier catalogue: this one goes on with sale "
            + nextSale);
    inventory.skipTo(nextSale);
    if (!checkpoint.getAsBoolean()) {
      throw new IOException("catalog.csv could not be written");
    }
  }
}
