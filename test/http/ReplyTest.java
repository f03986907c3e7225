package http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
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

  private static Optional<Reply> parse(String text) throws ProtocolException {
    return parse(text, false);
  }

  private static Optional<Reply> parse(String text, boolean toHead) throws ProtocolException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return Reply.parse(bytes, bytes.length, toHead);
  }

  @Test
  void parse_ofAReply_readsItsParts() throws Exception {
    Reply reply = parse(REPLY).orElseThrow();
    assertEquals(503, reply.status());
    assertEquals("{}", reply.body());
    assertEquals(REPLY.length(), reply.size());
    assertEquals(Optional.of("application/json; charset=utf-8"), reply.header("Content-Type"));
    assertEquals(
        List.of("other=1", "client_id=abc-1; Path=/; HttpOnly"), reply.headers("set-cookie"));
    assertEquals(Optional.of("abc-1"), reply.clientId());
    assertTrue(reply.closes());
  }

  @Test
  void parse_ofPlainHeaders_findsNoneOfThese() throws Exception {
    Reply reply = parse("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").orElseThrow();
    assertEquals("", reply.body());
    assertEquals(Optional.empty(), reply.clientId());
    assertEquals(Optional.empty(), reply.header("Content"));
    assertFalse(reply.closes());
  }

  @Test
  void parse_ofAPart_waitsForTheRest() throws Exception {
    byte[] bytes = REPLY.getBytes(StandardCharsets.ISO_8859_1);
    for (int cut = 0; cut < bytes.length; cut++) {
      assertEquals(Optional.empty(), Reply.parse(Arrays.copyOf(bytes, 500), cut, false), "" + cut);
    }
  }

  @Test
  void parse_ofTwoReplies_readsTheFirst() throws Exception {
    assertEquals(REPLY.length(), parse(REPLY + "HTTP/1.1 200 OK\r\n").orElseThrow().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"
      })
  void parse_ofAStatusWithoutABody_expectsNone(String text) throws Exception {
    assertEquals(text.length(), parse(text).orElseThrow().size());
  }

  @Test
  void parse_ofAReplyToHead_expectsNoBody() throws Exception {
    String text = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n";
    assertEquals(text.length(), parse(text, true).orElseThrow().size());
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n: no name\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 2\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 twenty\r\nContent-Length: 0\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "<html>\r\n"
      })
  void parse_ofNoReply_isRefused(String text) {
    assertThrows(ProtocolException.class, () -> parse(text));
  }

  @Test
  void parse_ofAHeadWithoutEnd_isRefused() {
    String head = "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000);
    assertThrows(ProtocolException.class, () -> parse(head));
  }
}
