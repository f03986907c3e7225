package verify;

import common.journal.JournalReader;
import java.util.Locale;

/** Numbers in sentences, and a sentence that several need. */
final class Words {
  private Words() {}

  /** {@code 1 order}, {@code 1,234 orders}. */
  static String count(long number, String thing) {
    return number(number) + " " + thing + (number == 1 ? "" : "s");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** On a torn write at the end of a journal: what a crash leaves, and no damage. */
  static String torn(String file, JournalReader.Result result) {
    return ("%s line %d: the last row is not whole (%s). It was never answered; while the service"
            + " runs, it may be about to write it, otherwise its next start cuts it off")
        .formatted(file, result.tornLine(), result.tornReason());
  }
}
