package load;

/**
 * What the clients of a run have in common.
 *
 * @param toys those to ask for
 * @param runId begins the Idempotency-Keys of this run, so that no other run has them
 */
record Shop(LoadOptions options, Toy[] toys, OrderNumbers orderNumbers, String runId) {}
