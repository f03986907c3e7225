package common.purchase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecentIdsTest {
  private static final int LEAST = 1024;

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
        return RecentIds.UNKNOWN;
      }
      return answer.fingerprint() == fingerprint ? answer.value() : RecentIds.OTHER_FINGERPRINT;
    }
  }

  @Test
  void find_emptyBook_knowsNothing() {
    RecentIds ids = new RecentIds(LEAST);
    assertEquals(RecentIds.UNKNOWN, ids.find("k-1", 0));
    assertEquals(0, ids.size());
  }

  @Test
  void find_sameIdOtherFingerprint_isTold() {
    RecentIds ids = new RecentIds(LEAST);
    ids.put("k-1", 7, 42);
    assertEquals(42, ids.find("k-1", 7));
    assertEquals(RecentIds.OTHER_FINGERPRINT, ids.find("k-1", 8));
    assertEquals(RecentIds.UNKNOWN, ids.find("r-1", 7));
  }

  @Test
  void put_idThatIsThere_keepsItsFirstValueAndTakesNoRoom() {
    RecentIds ids = new RecentIds(LEAST);
    ids.put("k-1", 7, 42);
    ids.put("k-1", 7, 43);
    ids.put("k-1", 8, 44);
    assertEquals(42, ids.find("k-1", 7));
    assertEquals(1, ids.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 8192})
  void put_moreThanFit_forgetsTheOldestFirst(int most) {
    RecentIds ids = new RecentIds(most);
    for (int i = 0; i < 3 * most + 5; i++) {
      ids.put("k-" + i, i, i);
      assertEquals(Math.min(i + 1, most), ids.size());
      int oldest = Math.max(0, i + 1 - most);
      assertEquals(oldest, ids.find("k-" + oldest, oldest));
      if (oldest > 0) {
        assertEquals(RecentIds.UNKNOWN, ids.find("k-" + (oldest - 1), oldest - 1));
      }
    }
  }

  /** Few ids, met again and again, so that slots are taken, freed and moved. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomOperations_agreeWithAPlainMap(long seed) {
    Random random = new Random(seed);
    RecentIds ids = new RecentIds(LEAST);
    Model model = new Model(LEAST);
    for (int step = 0; step < 60_000; step++) {
      String id = "k-" + random.nextInt(3000);
      int fingerprint = random.nextInt(2);
      if (random.nextBoolean()) {
        ids.put(id, fingerprint, step);
        model.putIfAbsent(id, new Answer(fingerprint, step));
      }
      String asked = "k-" + random.nextInt(3000);
      assertEquals(model.find(asked, 0), ids.find(asked, 0), "seed " + seed + ", step " + step);
      assertEquals(model.size(), ids.size());
    }
    for (int i = 0; i < 3000; i++) {
      assertEquals(model.find("k-" + i, 1), ids.find("k-" + i, 1));
    }
  }

  @Test
  void growing_keepsAll() {
    RecentIds ids = new RecentIds(1 << 16);
    for (int i = 0; i < 1 << 16; i++) {
      ids.put("r-" + i, 1, -i);
    }
    for (int i = 0; i < 1 << 16; i++) {
      assertEquals(-i, ids.find("r-" + i, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 512, 1023, 1025, 3000})
  void sizeThatIsNoPowerOfTwoOrTooSmall_isRefused(int most) {
    assertThrows(IllegalArgumentException.class, () -> new RecentIds(most));
  }
}
