package crash;

import java.util.ArrayList;
import java.util.List;

/** A purchase as its clients know it: what was sent, and what was answered. Safe for threads. */
final class Purchase {
  /**
   * A final answer: an order's number, or a refusal.
   *
   * @param order -1 for a refusal
   * @param call when this request was sent, in nanoseconds of this run
   * @param reply when its reply was there
   */
  record Answer(long order, long call, long reply) {
    boolean isRefusal() {
      return order < 0;
    }
  }

  private final String key;
  private final String toy;
  private final int quantity;
  private Purchase twin;
  private final List<Answer> others = new ArrayList<>();
  private Answer first;
  private long call = Long.MAX_VALUE;
  private boolean unknown;
  private boolean excluded;

  /**
   * Not sent yet.
   *
   * @param key null for a purchase that is sent once
   */
  Purchase(String key, String toy, int quantity) {
    this.key = key;
    this.toy = toy;
    this.quantity = quantity;
  }

  String key() {
    return key;
  }

  String toy() {
    return toy;
  }

  int quantity() {
    return quantity;
  }

  synchronized void answered(Answer answer) {
    call = Math.min(call, answer.call());
    if (first != null && first.order() != answer.order()) {
      others.add(answer);
    } else if (first == null || answer.reply() < first.reply()) {
      first = answer;
    }
  }

  /** It was sent at this time, and may have happened, but nobody said so. */
  synchronized void unknown(long now) {
    call = Math.min(call, now);
    unknown = true;
  }

  /** The store says that its twin has its key. */
  synchronized void excluded() {
    excluded = true;
  }

  synchronized boolean isExcluded() {
    return excluded;
  }

  /** Another purchase of the same client under the same key, or null. */
  Purchase twin() {
    return twin;
  }

  /** Two purchases under one key; one of them must be carried out. */
  static List<Purchase> twins(String key, String toy, String otherToy, int quantity) {
    Purchase one = new Purchase(key, toy, quantity);
    Purchase other = new Purchase(key, otherToy, quantity);
    one.twin = other;
    other.twin = one;
    return List.of(one, other);
  }

  /**
   * Nothing more is to come. While its twin is on its way, a purchase is excluded, too, and may be
   * carried out all the same if the twin comes to nothing.
   */
  boolean isSettled() {
    return isAnswered() || twin != null && isExcluded() && twin.isAnswered();
  }

  /** When it was first sent. */
  synchronized long call() {
    return call;
  }

  /** The first one that came, or null. */
  synchronized Answer answer() {
    return first;
  }

  synchronized boolean isAnswered() {
    return first != null;
  }

  synchronized boolean hasOrder() {
    return first != null && !first.isRefusal();
  }

  synchronized boolean isRefused() {
    return first != null && first.isRefusal();
  }

  /** Those that differ from the first. */
  synchronized List<Answer> otherAnswers() {
    return List.copyOf(others);
  }

  synchronized boolean hadUnknownOutcome() {
    return unknown;
  }

  @Override
  public String toString() {
    String under = key == null ? " without a key" : " under key " + key;
    return quantity + " x " + toy + under;
  }
}
