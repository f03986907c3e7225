package json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  @Test
  void value_ofEveryKind_isRead() {
    String text = " {\"a\" : [1, 15.90,-2e3, true,false ,null, {}, [ ]],\"\\u0062\":\"\\n\"} ";
    assertEquals(
        "{\"a\":[1,15.90,-2e3,true,false,null,{},[]],\"b\":\"\\n\"}",
        StrictJson.value(text).toString());
  }

  @Test
  void object_ofAnotherValue_isRefused() {
    assertThrows(JsonParseException.class, () -> StrictJson.object("[]"));
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
        "True",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "1 2",
        "{\"a\":1}}",
        "{\"a\":1,\"a\":1}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      })
  void value_ofNoJson_isRefused(String text) {
    assertThrows(JsonParseException.class, () -> StrictJson.value(text));
  }
}
