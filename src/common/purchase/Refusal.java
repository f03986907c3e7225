package common.purchase;

/**
 * Why a purchase did not happen. Mapped once to gRPC ({@code common.rpc.RpcStatus}) and once to
 * HTTP.
 */
public enum Refusal {
  /** The catalogue has no toy of that name. */
  UNKNOWN_TOY("there is no such toy"),
  /** Fewer pieces are in stock than were asked for. */
  INSUFFICIENT_STOCK("there are not that many in stock"),
  /** The quantity is below 1. */
  BAD_QUANTITY("the quantity must be at least 1"),
  /** The name is empty, or the key is not 1 to 255 visible ASCII characters. */
  BAD_REQUEST("the name must not be empty, a key is 1 to 255 visible ASCII characters"),
  /** The idempotency key was used for another toy or quantity. */
  KEY_REUSED("this Idempotency-Key was used for another purchase"),
  /** More purchases wait than the service carries: nothing was sold. */
  OVERLOADED("too many purchases are waiting, try again soon"),
  /** The service cannot sell now: nothing was sold. */
  NOT_READY("the store cannot sell now, try again soon"),
  /**
   * Nobody can say yet whether the purchase happened; repeating it under the same key tells, and
   * buys at most once.
   */
  UNKNOWN_OUTCOME("the outcome is not known yet, repeat with the same Idempotency-Key");

  private final String sentence;

  Refusal(String sentence) {
    this.sentence = sentence;
  }

  /** In plain words. */
  public String sentence() {
    return sentence;
  }
}
