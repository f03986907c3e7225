package order;

import common.journal.RowFormat;
import common.text.Csv;
import java.util.List;

/** Rows of {@code order.csv}. */
public final class OrderFormat implements RowFormat<OrderRow> {
  @Override
  public String columns() {
    return "order_number,name,quantity,sale,id,time";
  }

  @Override
  public void encode(OrderRow order, StringBuilder row) {
    row.append(order.number()).append(',');
    Csv.append(row, order.name());
    row.append(',').append(order.quantity()).append(',').append(order.sale()).append(',');
    Csv.append(row, order.id());
    row.append(',').append(order.time());
  }

  @Override
  public OrderRow decode(List<String> fields) {
    return new OrderRow(
        Long.parseLong(fields.get(0)),
        fields.get(1),
        Integer.parseInt(fields.get(2)),
        Long.parseLong(fields.get(3)),
        fields.get(4),
        fields.get(5));
  }
}
