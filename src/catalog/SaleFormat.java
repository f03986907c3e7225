package catalog;

import common.journal.RowFormat;
import common.text.Csv;
import java.util.List;

/** Rows of {@code sales.csv}. */
public final class SaleFormat implements RowFormat<Sale> {
  @Override
  public String columns() {
    return "sale,id,name,quantity";
  }

  @Override
  public void encode(Sale sale, StringBuilder row) {
    row.append(sale.number()).append(',');
    Csv.append(row, sale.id());
    row.append(',');
    Csv.append(row, sale.name());
    row.append(',').append(sale.quantity());
  }

  @Override
  public Sale decode(List<String> fields) {
    return new Sale(
        Long.parseLong(fields.get(0)),
        fields.get(1),
        fields.get(2),
        Integer.parseInt(fields.get(3)));
  }
}
