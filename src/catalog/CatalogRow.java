package catalog;

/**
 * A row of {@code catalog.csv}.
 *
 * @param name unique, not empty, no control characters
 * @param priceCents from 0
 * @param quantity pieces in stock, from 0
 * @param sold pieces sold in the sales from {@code fromSale} (inclusive) to {@code toSale}
 *     (exclusive), which {@code quantity} has already taken off
 * @param fromSale the first sale that counts, or {@link #HAND_WRITTEN}
 * @param toSale the first sale that {@code quantity} has not yet taken off, or {@link
 *     #HAND_WRITTEN}
 */
public record CatalogRow(
    String name, long priceCents, int quantity, long sold, long fromSale, long toSale) {
  /** What a row says of sales when a person wrote it: its quantity is the stock as of now. */
  public static final long HAND_WRITTEN = -1;

  /** Whether a person wrote the row, and no sale is counted in it yet. */
  public boolean isHandWritten() {
    return toSale == HAND_WRITTEN;
  }
}
