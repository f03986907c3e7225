package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By the W3C's Trace Context, level 1. */
class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String VALID = "00-" + TRACE + "-" + PARENT + "-01";

  @ParameterizedTest
  @CsvSource({"01, 01", "00, 00", "03, 01", "02, 00", "ff, 01", "a0, 00"})
  void valid_version00_isTaken_withTheOneFlagThatHasAMeaning(String flags, String handedOn) {
    String before = "00-" + TRACE + "-" + PARENT + "-";
    assertEquals(before + handedOn, TraceParent.valid(before + flags));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "-more", "-01", "-what-the-future-will-be-like"})
  void valid_laterVersion_isTakenAsTheOneThatIsKnown(String more) {
    assertEquals(VALID, TraceParent.valid("cc" + VALID.substring(2) + more));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-001",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47360-00f067aa0ba902b-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473.-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0-4bf92f3577b34da6a3ce929d0e0e47360-00f067aa0ba902b7-01",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.x",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        "00-４bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void valid_anythingElse_isNone(String text) {
    assertEquals(TraceParent.NONE, TraceParent.valid(text));
  }

  @Test
  void of_noHeader_orSeveral_isNone() {
    assertEquals(TraceParent.NONE, TraceParent.of((List<String>) null));
    assertEquals(TraceParent.NONE, TraceParent.of(List.of(VALID, VALID)));
    assertEquals(VALID, TraceParent.of(List.of(VALID)));
  }

  @Test
  void of_aQuestionAmongOthers_isItsOwn_elseThatOfTheCall() {
    String other = VALID.replace('b', 'c');
    assertEquals(VALID, TraceParent.of(VALID, other));
    assertEquals(other, TraceParent.of("", other));
    assertEquals(other, TraceParent.of("nonsense", other));
  }

  @Test
  void shared_isTheOneOfAll() {
    assertEquals(VALID, TraceParent.shared(List.of(VALID, VALID)));
    assertEquals(TraceParent.NONE, TraceParent.shared(List.of(VALID, "")));
    assertEquals(TraceParent.NONE, TraceParent.shared(List.of("", VALID)));
    assertEquals(TraceParent.NONE, TraceParent.shared(List.of()));
  }
}
