package order;

/**
 * A purchase, and the trace that this request for it belongs to; the same purchase may be asked for
 * in several.
 *
 * @param traceparent see {@link common.rpc.TraceParent}
 */
record TracedPurchase(Purchase purchase, String traceparent) {}
