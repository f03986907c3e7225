package catalog;

import common.purchase.Money;
import rpc.catalog.ChangeRequest;

/**
 * What the command line of {@link StockMain} asks for.
 *
 * @param id of the change
 * @param add pieces, negative to take some out
 * @param priceCents the new price, or {@link Change#SAME_PRICE}
 */
record StockCommand(String id, String name, int add, long priceCents) {
  /**
   * Reads a command line.
   *
   * @param newId the id, unless one is given
   * @throws IllegalArgumentException with a reason in plain words
   */
  static StockCommand parse(String[] arguments, String newId) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("the name of a toy is missing");
    }
    String id = newId;
    int add = 0;
    long price = Change.SAME_PRICE;
    for (int i = 1; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--price" -> price = Money.parseCents(value(arguments, ++i));
        case "--id" -> id = value(arguments, ++i);
        default -> add = pieces(arguments[i], add);
      }
    }
    return new StockCommand(id, arguments[0], add, price);
  }

  private static String value(String[] arguments, int index) {
    if (index == arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
    }
    return arguments[index];
  }

  private static int pieces(String text, int before) {
    if (!text.matches("[+-][0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is neither pieces, like +50 or -50, nor an option; a name with a space or a"
              + " comma stands in quotes");
    }
    if (before != 0) {
      throw new IllegalArgumentException("there are two numbers of pieces");
    }
    return Integer.parseInt(text);
  }

  /** Whether nothing is to be changed. */
  boolean isQuery() {
    return add == 0 && priceCents == Change.SAME_PRICE;
  }

  ChangeRequest request() {
    ChangeRequest.Builder request = ChangeRequest.newBuilder().setId(id).setName(name).setAdd(add);
    if (priceCents != Change.SAME_PRICE) {
      request.setPriceCents(priceCents);
    }
    return request.build();
  }
}
