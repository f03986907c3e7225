package order;

/**
 * An order, as it stands in {@code order.csv}.
 *
 * @param number from 0, without gaps
 * @param name the toy's
 * @param quantity pieces, from 1
 * @param sale the number of the catalog's sale that it records
 * @param id the purchase's
 * @param time when it was recorded: for people, nothing depends on it
 */
public record OrderRow(long number, String name, int quantity, long sale, String id, String time) {}
