package verify;

import common.journal.JournalReader;
import java.nio.file.Path;

/** The sentence on a torn write at the end of a journal: what a crash leaves, and no damage. */
final class Torn {
  private Torn() {}

  static String sentence(Path file, JournalReader.Result result) {
    return file
        + " line "
        + result.tornLine()
        + ": the last row is not whole ("
        + result.tornReason()
        + "). It was never answered; while the service runs, it may be"
        + " about to write it, otherwise its next start cuts it off";
  }
}
