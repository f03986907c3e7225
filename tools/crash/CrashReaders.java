package crash;

import crash.CrashHistory.Read;
import crash.CrashToys.Toy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether the quantities that readers of one toy were shown fit together. Nobody returns a toy, so
 * a quantity never rises: a reader that began when another had ended must not be shown more, and
 * nobody may be shown less than there is at the end.
 */
final class CrashReaders {
  private CrashReaders() {}

  /** What does not hold, at most one sentence of a kind. */
  static List<String> check(Toy toy, CrashHistory history, long stockAtTheEnd) {
    List<Read> reads = new ArrayList<>(history.reads(toy.name()));
    List<String> failures = new ArrayList<>();
    rangeOf(toy, reads, stockAtTheEnd, failures);
    neverRises(toy, reads, failures);
    showsWhatWasAnswered(toy, history, reads, failures);
    return failures;
  }

  private static void rangeOf(Toy toy, List<Read> reads, long atTheEnd, List<String> failures) {
    for (Read read : reads) {
      if (read.quantity() < 0 || read.quantity() > toy.stock()) {
        failures.add("a reader was shown " + read.quantity() + " x " + toy.name() + ": " + read);
        return;
      }
      if (read.quantity() < atTheEnd) {
        failures.add(
            "a sale was taken back: a reader was shown "
                + read.quantity()
                + " x "
                + toy.name()
                + ", and there are "
                + atTheEnd
                + " at the end: "
                + read);
        return;
      }
    }
  }

  private static void neverRises(Toy toy, List<Read> reads, List<String> failures) {
    List<Read> byEnd = new ArrayList<>(reads);
    byEnd.sort(Comparator.comparingLong(Read::end));
    List<Read> byStart = new ArrayList<>(reads);
    byStart.sort(Comparator.comparingLong(Read::start));
    Read lowest = null;
    int ended = 0;
    for (Read read : byStart) {
      while (byEnd.get(ended).end() < read.start()) {
        Read earlier = byEnd.get(ended++);
        lowest = lowest == null || earlier.quantity() < lowest.quantity() ? earlier : lowest;
      }
      if (lowest != null && read.quantity() > lowest.quantity()) {
        failures.add(
            "a sale was taken back: a reader was shown "
                + lowest.quantity()
                + " x "
                + toy.name()
                + " "
                + lowest
                + ", and a later one "
                + read.quantity()
                + " "
                + read);
        return;
      }
    }
  }

  /** A purchase that was answered is off the stock for whoever reads after that. */
  private static void showsWhatWasAnswered(
      Toy toy, CrashHistory history, List<Read> reads, List<String> failures) {
    List<CrashPurchase> bought = new ArrayList<>();
    for (List<CrashPurchase> some : List.of(history.keyed(), history.unkeyed())) {
      some.stream()
          .filter(purchase -> purchase.toy().equals(toy.name()))
          .filter(purchase -> purchase.isAnswered() && !purchase.answer().isRefusal())
          .forEach(bought::add);
    }
    bought.sort(Comparator.comparingLong(purchase -> purchase.answer().end()));
    reads.sort(Comparator.comparingLong(Read::start));
    long most = toy.stock();
    int answered = 0;
    for (Read read : reads) {
      while (answered < bought.size() && bought.get(answered).answer().end() < read.start()) {
        most -= bought.get(answered++).quantity();
      }
      if (read.quantity() > most) {
        failures.add(
            "a reader was shown "
                + read.quantity()
                + " x "
                + toy.name()
                + ", but the purchases"
                + " answered before leave at most "
                + most
                + ": "
                + read);
        return;
      }
    }
  }
}
