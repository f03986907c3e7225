package common.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import frontend.json.Json;
import frontend.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * An HTTP reply as it came over the wire.
 *
 * @param headers by name in lower case, with the values of all headers of that name
 */
public record HttpReply(int status, Map<String, List<String>> headers, String body) {
  /** The value of a header, or null; more than one is a failure. */
  public String header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    assertTrue(values.size() <= 1, () -> name + " stands there " + values.size() + " times");
    return values.isEmpty() ? null : values.get(0);
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

  public JsonObject json() {
    return Json.parseObject(body);
  }

  public HttpReply assertIs(int expectedStatus, String expectedBody) {
    assertEquals(expectedStatus + " " + expectedBody, status + " " + body);
    return this;
  }

  /** That it is an error of this status, whose body has the same code and some message. */
  public HttpReply assertError(int expectedStatus) {
    assertEquals(expectedStatus, status, body);
    JsonObject error = json().object("error");
    assertEquals(expectedStatus, error.integer("code"));
    assertFalse(error.string("message").isBlank());
    assertEquals(List.of("code", "message"), List.copyOf(error.fields().keySet()));
    return this;
  }

  public String message() {
    return json().object("error").string("message");
  }

  public HttpReply assertTryAgain() {
    assertError(503);
    assertNotNull(header("retry-after"), "Retry-After is missing");
    return this;
  }
}
