package verify;

import common.journal.JournalReader;
import common.journal.UnusableFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import order.Fingerprint;
import order.OrderFormat;
import order.OrderRow;
import order.RecentAnswers;
import order.RefusalRow;

/** Follows up suspicions against ids, which stand on hashes only, by reading the file again. */
final class IdCheck {
  /** A refusal that may have an order: which of all refusals it is, and where it stands. */
  record Suspect(long row, RefusalRow refusal, String place) {}

  private IdCheck() {}

  /** Names the orders that share an id, if there are any. */
  static void orders(Path file, Set<Long> suspects, Findings findings)
      throws IOException, UnusableFileException {
    if (suspects.isEmpty()) {
      return;
    }
    Map<String, Long> orderOfId = new HashMap<>();
    JournalReader.read(
        file,
        new OrderFormat(),
        (order, line, offset) -> {
          if (suspects.contains(IdHashes.hash(order.id()))) {
            Long earlier = orderOfId.put(order.id(), order.number());
            if (earlier != null && order.number() - earlier < RecentAnswers.MAX_KEYS) {
              findings.problem(
                  file
                      + " line "
                      + line
                      + ": order "
                      + order.number()
                      + " has the id "
                      + order.id()
                      + ", as order "
                      + earlier
                      + " has");
            }
          }
        });
  }

  /** Names the refusals of purchases that have an order, if there are any. */
  static void refusals(Path file, List<Suspect> suspects, Findings findings)
      throws IOException, UnusableFileException {
    if (suspects.isEmpty()) {
      return;
    }
    Map<String, Suspect> byId = new HashMap<>();
    suspects.forEach(suspect -> byId.put(suspect.refusal().id(), suspect));
    JournalReader.read(
        file,
        new OrderFormat(),
        (order, line, offset) -> {
          Suspect suspect = byId.get(order.id());
          if (suspect != null && isOf(order, suspect.refusal())) {
            findings.problem(
                suspect.place()
                    + ": the purchase "
                    + order.id()
                    + " was refused, but order "
                    + order.number()
                    + " is of the same purchase");
          }
        });
  }

  private static boolean isOf(OrderRow order, RefusalRow refusal) {
    return Fingerprint.of(order.id(), order.name(), order.quantity())
        .toHex()
        .equals(refusal.fingerprint());
  }
}
