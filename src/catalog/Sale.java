package catalog;

/**
 * A sale: every one gets an order.
 *
 * @param id the purchase's
 * @param quantity pieces, from 1
 */
public record Sale(long number, String id, String name, int quantity) implements Movement {}
