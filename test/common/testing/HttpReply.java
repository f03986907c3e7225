package common.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import http.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import json.StrictJson;

/** An HTTP reply, and what tests expect of it. */
public record HttpReply(Reply reply) {
  public int status() {
    return reply.status();
  }

  public String body() {
    return reply.body();
  }

  /** The value of a header field, or null; more than one is a failure. */
  public String header(String name) {
    List<String> values = reply.headers(name);
    assertTrue(values.size() <= 1, () -> name + " appears " + values.size() + " times");
    return values.isEmpty() ? null : values.get(0);
  }

  /** The names of the header fields, in lower case. */
  public Set<String> headerNames() {
    return reply
        .head()
        .lines()
        .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  /** The client id that the reply sets; null if it sets none. */
  public String setClientId() {
    String cookie = header("set-cookie");
    if (cookie == null) {
      return null;
    }
    assertTrue(cookie.startsWith("client_id="), cookie);
    return cookie.substring("client_id=".length(), cookie.indexOf(';'));
  }

  /** The body, which must be one JSON object by RFC 8259. */
  public JsonObject json() {
    return StrictJson.object(body());
  }

  /** What is called "data" in the body: an object. */
  public JsonObject data() {
    return json().getAsJsonObject("data");
  }

  /** A whole number in the data. */
  public int integer(String name) {
    return integer(data(), name);
  }

  /** A whole number in an object. */
  public static int integer(JsonObject object, String name) {
    JsonElement value = object.get(name);
    assertTrue(value.getAsJsonPrimitive().isNumber(), () -> name + " is no number: " + object);
    return value.getAsBigDecimal().intValueExact();
  }

  public HttpReply assertIs(int expectedStatus, String expectedBody) {
    assertEquals(expectedStatus + " " + expectedBody, status() + " " + body());
    return this;
  }

  /** That it is an error of this status, whose body has the same code and some message. */
  public HttpReply assertError(int expectedStatus) {
    assertEquals(expectedStatus, status(), body());
    assertEquals(expectedStatus, integer(error(), "code"));
    assertFalse(message().isBlank());
    assertEquals(List.of("code", "message"), List.copyOf(error().keySet()));
    return this;
  }

  /** What an error says. */
  public String message() {
    return error().get("message").getAsString();
  }

  private JsonObject error() {
    return json().getAsJsonObject("error");
  }

  /** That it is a 503 that says when to try again. */
  public HttpReply assertTryAgain() {
    assertError(503);
    assertNotNull(header("retry-after"), "Retry-After is missing");
    return this;
  }
}
