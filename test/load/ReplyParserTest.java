package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyParserTest {
  private static final String REPLY =
      "HTTP/1.1 503 Service Unavailable\r\n"
          + "Date: Sat, 01 Jan 2022 00:00:00 GMT\r\n"
          + "content-TYPE:application/json; charset=utf-8\r\n"
          + "Retry-After: 1\r\n"
          + "Set-Cookie: other=1\r\n"
          + "Set-Cookie: client_id=abc-1; Path=/; HttpOnly\r\n"
          + "Connection: close\r\n"
          + "Content-length: 2\r\n"
          + "\r\n"
          + "{}";

  private final ReplyParser parser = new ReplyParser();

  @Test
  void parse_ofAReply_readsWhatMatters() {
    assertTrue(parse(REPLY));
    assertEquals(503, parser.status());
    assertEquals("{}", parser.body());
    assertEquals("abc-1", parser.clientId());
    assertTrue(parser.isJson());
    assertTrue(parser.closes());
    assertTrue(parser.hasRetryAfter());
  }

  @Test
  void parse_ofPlainHeaders_findsNoneOfThese() {
    assertTrue(parse("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    assertEquals("", parser.body());
    assertNull(parser.clientId());
    assertFalse(parser.isJson() || parser.closes() || parser.hasRetryAfter());
  }

  @Test
  void parse_cutAtEveryByte_waitsForTheRest() {
    byte[] bytes = REPLY.getBytes(StandardCharsets.ISO_8859_1);
    for (int cut = 0; cut < bytes.length; cut++) {
      parser.reset();
      assertFalse(parser.parse(Arrays.copyOf(bytes, 500), cut), "" + cut);
      assertTrue(parser.parse(Arrays.copyOf(bytes, 500), bytes.length), "" + cut);
      assertEquals("abc-1", parser.clientId());
    }
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 2\r\nContent-Length: 0\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "<html>\r\n"
      })
  void parse_ofNoReply_isRefused(String text) {
    assertThrows(WrongReplyException.class, () -> parse(text));
  }

  private boolean parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    parser.reset();
    return parser.parse(bytes, bytes.length);
  }
}
