package catalog;

/**
 * A change of the catalogue by a person, or a refill: a sale in the other direction, and perhaps a
 * new price.
 *
 * @param add pieces added; negative if removed
 * @param priceCents the new price, or {@link #SAME_PRICE}
 */
public record Change(long number, String id, String name, int add, long priceCents)
    implements Movement {
  /** The price stays as it is. */
  public static final long SAME_PRICE = -1;
}
