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
    row.append(',').append(refusal.fingerprint());
    row.append(',').append(refusal.reason().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public RefusalRow decode(List<String> fields) {
    if (!fields.get(1).matches("[0-9a-f]{1,8}|[0-9a-f]{32}")) {
      throw new IllegalArgumentException("\"" + fields.get(1) + "\" is not a fingerprint");
    }
    return new RefusalRow(
        fields.get(0), fields.get(1), Refusal.valueOf(fields.get(2).toUpperCase(Locale.ROOT)));
  }
}
