package crash;

import java.util.ArrayList;
import java.util.List;

/** A purchase as its client knows it: what was sent, and what was answered. Safe for threads. */
final class CrashPurchase {
  /**
   * A final answer: an order's number, or a refusal.
   *
   * @param order -1 for a refusal
   * @param start when this request was sent, in nanoseconds of this run
   * @param end when its reply was there
   */
  record Answer(long order, long start, long end) {
    boolean isRefusal() {
      return order < 0;
    }
  }

  private final String key;
  private final String toy;
  private final int quantity;
  private Answer first;
  private final List<Answer> others = new ArrayList<>();
  private int answers;
  private int unknown;

  /**
   * @param key null for a purchase that is sent once
   */
  CrashPurchase(String key, String toy, int quantity) {
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
    answers++;
    if (first == null) {
      first = answer;
    } else if (first.order() != answer.order()) {
      others.add(answer);
    }
  }

  /** It was sent, and may have happened, but nobody said so. */
  synchronized void unknown() {
    unknown++;
  }

  /** The first one that came, or null. */
  synchronized Answer answer() {
    return first;
  }

  synchronized boolean isAnswered() {
    return first != null;
  }

  /** Those that differ from the first. */
  synchronized List<Answer> otherAnswers() {
    return List.copyOf(others);
  }

  synchronized int answers() {
    return answers;
  }

  synchronized boolean hadUnknownOutcome() {
    return unknown > 0;
  }

  @Override
  public String toString() {
    String under = key == null ? " without a key" : " under key " + key;
    return quantity + " x " + toy + under;
  }
}
