package catalog;

import common.journal.RowFormat;
import common.purchase.Money;
import common.purchase.PurchaseId;
import common.text.Csv;
import java.util.List;

/**
 * Rows of {@code sales.csv}: sales, and changes of the catalogue, which are told by their ids. The
 * quantity is what is taken from the stock, so that of an addition is negative.
 */
public final class MovementFormat implements RowFormat<Movement> {
  @Override
  public String columns() {
    return "sale,id,name,quantity,price";
  }

  @Override
  public String earlierColumns() {
    return "sale,id,name,quantity";
  }

  @Override
  public void encode(Movement movement, StringBuilder row) {
    row.append(movement.number()).append(',');
    Csv.append(row, movement.id());
    row.append(',');
    Csv.append(row, movement.name());
    row.append(',');
    if (movement instanceof Sale sale) {
      row.append(sale.quantity()).append(',');
    } else if (movement instanceof Change change) {
      row.append(-change.add()).append(',');
      if (change.priceCents() != Change.SAME_PRICE) {
        Money.append(row, change.priceCents());
      }
    }
  }

  @Override
  public Movement decode(List<String> fields) {
    long number = Long.parseLong(fields.get(0));
    String id = fields.get(1);
    String name = fields.get(2);
    int quantity = Integer.parseInt(fields.get(3));
    if (number < 0 || quantity == Integer.MIN_VALUE) {
      throw new IllegalArgumentException("the sale's number or quantity is out of range");
    }
    if (fields.size() == 4 || !PurchaseId.isChange(id)) {
      return new Sale(number, id, name, quantity);
    }
    String price = fields.get(4);
    return new Change(
        number, id, name, -quantity, price.isEmpty() ? Change.SAME_PRICE : Money.parseCents(price));
  }
}
