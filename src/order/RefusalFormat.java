package order;

import common.journal.RowFormat;
import common.purchase.Refusal;
import common.text.Csv;
import java.util.List;
import java.util.Locale;

/** Rows of {@code refusals.csv}. */
public final class RefusalFormat implements RowFormat<RefusalRow> {
  @Override
  public String columns() {
    return "id,fingerprint,reason";
  }

  @Override
  public void encode(RefusalRow refusal, StringBuilder row) {
    Csv.append(row, refusal.id());
    row.append(',').append(Integer.toHexString(refusal.fingerprint()));
    row.append(',').append(refusal.reason().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public RefusalRow decode(List<String> fields) {
    return new RefusalRow(
        fields.get(0),
        Integer.parseUnsignedInt(fields.get(1), 16),
        Refusal.valueOf(fields.get(2).toUpperCase(Locale.ROOT)));
  }
}
