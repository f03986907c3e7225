package catalog;

/**
 * A sale, as it stands in the journal.
 *
 * @param number rising from sale to sale, from 0
 * @param id the purchase's
 * @param name the toy's
 * @param quantity pieces, from 1
 */
public record Sale(long number, String id, String name, int quantity) {}
