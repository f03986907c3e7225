package order;

import common.purchase.Refusal;

/**
 * A refusal of a purchase that carried an Idempotency-Key, as it stands in {@code refusals.csv}.
 *
 * @param id the purchase's
 * @param fingerprint {@link Fingerprint#toHex} of the purchase; 8 digits in rows of an earlier
 *     version, which no purchase matches
 * @param reason why it was refused
 */
public record RefusalRow(String id, String fingerprint, Refusal reason) {}
