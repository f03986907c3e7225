package catalog;

/**
 * A row of {@code catalog.csv}.
 *
 * @param name unique, not empty, no control characters
 * @param priceCents from 0
 * @param quantity pieces in stock, from 0
 * @param sold pieces sold in the movements from {@code fromSale} (inclusive) to {@code toSale}
 *     (exclusive), which {@code quantity} has already taken off
 * @param changed pieces added in those movements, less those removed
 * @param fromSale the first movement that counts, or {@link #HAND_WRITTEN}
 * @param toSale the first movement that {@code quantity} does not have yet, or {@link
 *     #HAND_WRITTEN}
 */
public record CatalogRow(
    String name,
    long priceCents,
    int quantity,
    long sold,
    long changed,
    long fromSale,
    long toSale) {
  /** What a row says of movements when a person wrote it: its quantity is the stock as of now. */
  public static final long HAND_WRITTEN = -1;

  /** A row as a person writes it. */
  static CatalogRow handWritten(String name, long priceCents, int quantity) {
    return new CatalogRow(name, priceCents, quantity, 0, 0, HAND_WRITTEN, HAND_WRITTEN);
  }

  /** Whether a person wrote the row, and no movement is counted in it yet. */
  public boolean isHandWritten() {
    return toSale == HAND_WRITTEN;
  }

  /** A row that a person wrote, counting movements from a number on. */
  CatalogRow countingFrom(long number) {
    return new CatalogRow(name, priceCents, quantity, 0, 0, number, number);
  }

  /** The row with a movement more. */
  CatalogRow with(Movement movement) {
    long next = movement.number() + 1;
    if (movement instanceof Change change) {
      long price = change.priceCents() == Change.SAME_PRICE ? priceCents : change.priceCents();
      int quantityNow = quantity + change.add();
      return new CatalogRow(name, price, quantityNow, sold, changed + change.add(), fromSale, next);
    }
    int pieces = ((Sale) movement).quantity();
    return new CatalogRow(
        name, priceCents, quantity - pieces, sold + pieces, changed, fromSale, next);
  }
}
