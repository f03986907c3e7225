package abuse;

import java.util.List;
import java.util.stream.Stream;

/** Requests that are not quite HTTP: each gets one reply, in JSON, and smuggles nothing. */
final class RawAttacks {
  private static final String ORDER = "{\"name\":\"Tux\",\"quantity\":1}";
  private static final String SMUGGLED = "GET /products/smuggled HTTP/1.1\r\nHost: store\r\n\r\n";
  private static final String END = "\r\n0\r\n\r\n";
  private static final String CHUNKED =
      "POST /orders HTTP/1.1\r\nHost: store\r\nTransfer-Encoding: chunked\r\n\r\n";

  private RawAttacks() {}

  static List<Attack> list() {
    return Stream.of(targets(), lines(), lengths(), chunks(), limits())
        .flatMap(List::stream)
        .map(RawRequest::attack)
        .toList();
  }

  private static List<RawRequest> targets() {
    return List.of(
        get("/products/50%", 400, 404).inParser(),
        get("/products/[x]", 400, 404).inParser(),
        get("/products?q=a|b", 200, 400).inParser(),
        get("/products/B\u00e4r", 400, 404).inParser(),
        get("/products/Stra\u00dfe", 400, 404).inParser(),
        get("/products/a\\b", 400, 404).inParser(),
        get("/products/%ff", 400, 404),
        get("/products/%00", 400, 404),
        get("/products/../orders", 400, 404),
        get("products", 400, 404).inParser(),
        get("http://store/products/Tux", 200),
        request("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: store\r\n\r\n", 200, 204, 400, 404, 405)
            .inParser(),
        request("CONNECT", "CONNECT store:80 HTTP/1.1\r\nHost: store\r\n\r\n", 400, 404, 405, 501)
            .inParser(),
        request("TRACE", "TRACE / HTTP/1.1\r\nHost: store\r\n\r\n", 404, 405, 501),
        request("a method in small letters", "get /health HTTP/1.1\r\nHost: a\r\n\r\n", 405, 501));
  }

  private static List<RawRequest> lines() {
    return List.of(
        request("a request line of one word", "GET\r\nHost: store\r\n\r\n", 400).inParser(),
        request("HTTP/9.9", "GET /health HTTP/9.9\r\nHost: store\r\n\r\n", 400, 505),
        request("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 404, 405, 505)
            .inParser(),
        request("a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", 400).inParser(),
        request("HTTP/1.0", "GET /health HTTP/1.0\r\n\r\n", 200),
        request("no Host", "GET /health HTTP/1.1\r\n\r\n", 400),
        header("a header line without a colon", "nonsense", 400).inParser(),
        header("a blank before the colon", "X-A : b", 400).inParser(),
        header("a folded header line", "X-A: b\r\n c", 400).unseen(),
        header("NUL in a header", "X-A: b\u0000c", 400),
        header("CR alone in a header", "X-A: b\rX-B: c", 400).unseen(),
        header("two different Hosts", "Host: other", 400),
        order("two different Idempotency-Keys", "Idempotency-Key: a\r\nIdempotency-Key: b", 400));
  }

  private static List<RawRequest> lengths() {
    return List.of(
        order("Content-Length: +27", "Content-Length: +27", 400),
        order("Content-Length: -1", "Content-Length: -1", 400).inParser(),
        order("Content-Length: 0x1b", "Content-Length: 0x1b", 400).inParser(),
        order("Content-Length: 27, 28", "Content-Length: 27, 28", 400).inParser(),
        order("Content-Length of 20 digits", "Content-Length: 99999999999999999999", 400, 413)
            .inParser(),
        order("two different Content-Lengths", "Content-Length: 27\r\nContent-Length: 28", 400)
            .inParser(),
        order(
                "Content-Length and Transfer-Encoding",
                "Content-Length: 27\r\nTransfer-Encoding: chunked",
                400)
            .inParser(),
        order("a folded Transfer-Encoding", "Transfer-Encoding:\r\n chunked", 400).unseen(),
        order("Transfer-Encoding: gzip, chunked", "Transfer-Encoding: gzip, chunked", 400, 501)
            .inParser(),
        order("Transfer-Encoding: xchunked", "Transfer-Encoding: xchunked", 400, 501).inParser(),
        order(
                "Transfer-Encoding twice",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                400,
                501)
            .inParser());
  }

  private static List<RawRequest> chunks() {
    return List.of(
        request("a chunked order", CHUNKED + "1b\r\n" + ORDER + "\r\n0\r\n\r\n", 200),
        chunk("a chunk size of 2^32", "100000000\r\n\r\n" + SMUGGLED, 400, 413).unseen(),
        chunk("a chunk size of 2^32 + 27", "10000001b\r\n" + ORDER + END, 400, 413).unseen(),
        chunk("a chunk size of -1", "-1\r\n" + ORDER + END, 400),
        chunk("a chunk size of +1b", "+1b\r\n" + ORDER + END, 400),
        chunk("a chunk size of 0x1b", "0x1b\r\n" + ORDER + END, 400),
        chunk("a chunk without its line end", "1b\r\n" + ORDER + "0\r\n\r\n", 400),
        chunk("no chunk size", "\r\n" + ORDER + END, 400),
        chunk(
            "a chunk extension of 20 KB",
            "1b;x=" + "y".repeat(20_000) + "\r\n" + ORDER + END,
            400,
            413,
            431));
  }

  private static List<RawRequest> limits() {
    String large = "X-Large: " + "h".repeat(20_000);
    StringBuilder many = new StringBuilder("X-0: y");
    for (int i = 1; i < 2_000; i++) {
      many.append("\r\nX-").append(i).append(": y");
    }
    String longPath = "GET /products/" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: store\r\n\r\n";
    return List.of(
        header("a header of 20 KB", large, 431).inParser(),
        header("2,000 headers", many.toString(), 431).inParser(),
        request("a path of 20 KB", longPath, 414, 431).inParser(),
        header("a header of 7 KB, as cookies may be", "Cookie: a=" + "b".repeat(7_000), 200));
  }

  private static RawRequest get(String target, Integer... statuses) {
    String request = "GET " + target + " HTTP/1.1\r\nHost: store\r\n\r\n";
    return request("GET " + target, request, statuses);
  }

  private static RawRequest header(String name, String lines, Integer... statuses) {
    String request = "GET /health HTTP/1.1\r\nHost: store\r\n" + lines + "\r\n\r\n";
    return request(name, request, statuses);
  }

  private static RawRequest order(String name, String lines, Integer... statuses) {
    boolean chunked = lines.contains("Transfer-Encoding");
    boolean framed = chunked || lines.contains("Content-Length");
    String head = "POST /orders HTTP/1.1\r\nHost: store\r\n" + lines + "\r\n";
    String length = framed ? "" : "Content-Length: 27\r\n";
    String body = chunked ? "1b\r\n" + ORDER + END : ORDER;
    return request(name, head + length + "\r\n" + body, statuses);
  }

  /** What follows a bad chunk cannot be told from it: the connection must end. */
  private static RawRequest chunk(String name, String body, Integer... statuses) {
    return request(name, CHUNKED + body, statuses).ending();
  }

  private static RawRequest request(String name, String text, Integer... statuses) {
    return RawRequest.of(name, text, List.of(statuses));
  }
}
