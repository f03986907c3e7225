package catalog;

/**
 * A toy as readers see it.
 *
 * @param quantity pieces in stock
 */
record Item(String name, long priceCents, int quantity) {}
