package order;

/**
 * A sale of the catalog.
 *
 * @param number rising from sale to sale, with gaps
 * @param id the purchase's
 */
record Sale(long number, String id, String name, int quantity) {
  Purchase purchase() {
    return new Purchase(id, name, quantity);
  }
}
