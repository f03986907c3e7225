package order;

import common.purchase.Refusal;

/**
 * A refusal of a purchase that carried an Idempotency-Key, as it stands in {@code refusals.csv}.
 *
 * @param id the purchase's
 * @param fingerprint of what was to be bought, see {@link common.purchase.PurchaseId#fingerprint}
 * @param reason why it was refused
 */
public record RefusalRow(String id, int fingerprint, Refusal reason) {}
