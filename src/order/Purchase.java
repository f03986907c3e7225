package order;

import common.purchase.PurchaseId;

/**
 * What a caller wants to buy.
 *
 * @param id under which it is answered once, however often it is repeated; see {@link PurchaseId}
 */
record Purchase(String id, String name, int quantity) {
  int fingerprint() {
    return PurchaseId.fingerprint(name, quantity);
  }
}
