package order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecentAnswersTest {
  private static final int LEAST = 1024;

  private static Fingerprint print(String id, int quantity) {
    return Fingerprint.of(id, "Tux", quantity);
  }

  private record Answer(int fingerprint, long value) {}

  /** The plainest thing that does the same. */
  private static final class Model extends LinkedHashMap<String, Answer> {
    private static final long serialVersionUID = 1;
    private final int most;

    Model(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
      return size() > most;
    }

    long find(String id, int fingerprint) {
      Answer answer = get(id);
      if (answer == null) {
        return RecentAnswers.UNKNOWN;
      }
      return answer.fingerprint() == fingerprint ? answer.value() : RecentAnswers.OTHER_FINGERPRINT;
    }
  }

  @Test
  void find_emptyBook_knowsNothing() {
    RecentAnswers ids = new RecentAnswers(LEAST);
    assertEquals(RecentAnswers.UNKNOWN, ids.find(print("k-1", 0)));
    assertEquals(0, ids.size());
  }

  @Test
  void find_sameIdOtherFingerprint_isTold() {
    RecentAnswers ids = new RecentAnswers(LEAST);
    ids.put(print("k-1", 7), 42);
    assertEquals(42, ids.find(print("k-1", 7)));
    assertEquals(RecentAnswers.OTHER_FINGERPRINT, ids.find(print("k-1", 8)));
    assertEquals(RecentAnswers.UNKNOWN, ids.find(print("r-1", 7)));
  }

  @Test
  void put_idThatIsThere_keepsItsFirstValueAndTakesNoRoom() {
    RecentAnswers ids = new RecentAnswers(LEAST);
    ids.put(print("k-1", 7), 42);
    ids.put(print("k-1", 7), 43);
    ids.put(print("k-1", 8), 44);
    assertEquals(42, ids.find(print("k-1", 7)));
    assertEquals(1, ids.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 8192})
  void put_moreThanFit_forgetsTheOldestFirst(int most) {
    RecentAnswers ids = new RecentAnswers(most);
    for (int i = 0; i < 3 * most + 5; i++) {
      ids.put(print("k-" + i, i), i);
      assertEquals(Math.min(i + 1, most), ids.size());
      int oldest = Math.max(0, i + 1 - most);
      assertEquals(oldest, ids.find(print("k-" + oldest, oldest)));
      if (oldest > 0) {
        assertEquals(RecentAnswers.UNKNOWN, ids.find(print("k-" + (oldest - 1), oldest - 1)));
      }
    }
  }

  /** Few ids, met again and again, so that slots are taken, freed and moved. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomOperations_agreeWithAPlainMap(long seed) {
    Random random = new Random(seed);
    RecentAnswers ids = new RecentAnswers(LEAST);
    Model model = new Model(LEAST);
    for (int step = 0; step < 60_000; step++) {
      String id = "k-" + random.nextInt(3000);
      int fingerprint = random.nextInt(2);
      if (random.nextBoolean()) {
        ids.put(print(id, fingerprint), step);
        model.putIfAbsent(id, new Answer(fingerprint, step));
      }
      String asked = "k-" + random.nextInt(3000);
      assertEquals(
          model.find(asked, 0), ids.find(print(asked, 0)), "seed " + seed + ", step " + step);
      assertEquals(model.size(), ids.size());
    }
    for (int i = 0; i < 3000; i++) {
      assertEquals(model.find("k-" + i, 1), ids.find(print("k-" + i, 1)));
    }
  }

  @Test
  void growing_keepsAll() {
    RecentAnswers ids = new RecentAnswers(1 << 16);
    for (int i = 0; i < 1 << 16; i++) {
      ids.put(print("r-" + i, 1), -i);
    }
    for (int i = 0; i < 1 << 16; i++) {
      assertEquals(-i, ids.find(print("r-" + i, 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 512, 1023, 1025, 3000})
  void sizeThatIsNoPowerOfTwoOrTooSmall_isRefused(int most) {
    assertThrows(IllegalArgumentException.class, () -> new RecentAnswers(most));
  }
}
