package order;

/**
 * What a caller wants to buy.
 *
 * @param id under which it is answered once, however often it is repeated; see {@link
 *     common.purchase.PurchaseId}
 */
record Purchase(String id, String name, int quantity) {
  Fingerprint fingerprint() {
    return Fingerprint.of(id, name, quantity);
  }
}
