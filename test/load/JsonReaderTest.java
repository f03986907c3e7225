package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  @Test
  void read_ofEveryKindOfValue_givesIt() {
    Object read =
        JsonReader.read(
            " {\"a\" : [1, 15.90,-2e3, true,false ,null, {}, [ ]],\"\\u0062\":\"\\n\"} ");
    BigDecimal price = new BigDecimal("15.90");
    List<Object> list =
        List.of(
            BigDecimal.ONE,
            price,
            new BigDecimal("-2e3"),
            true,
            false,
            JsonReader.NULL,
            Map.of(),
            List.of());
    assertEquals(Map.of("a", list, "b", "\n"), read);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\"}",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "NaN",
        "nul",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "1 2",
        "{\"a\":1,\"a\":1}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      })
  void read_ofNoJson_isRefused(String text) {
    assertThrows(WrongReplyException.class, () -> JsonReader.read(text));
  }
}
