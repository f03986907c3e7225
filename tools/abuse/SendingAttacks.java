package abuse;

import http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Requests that are never finished, and bodies that are far too long. */
final class SendingAttacks {
  private static final String GROUP = "sending";
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int TOO_LONG = 60_000_000;
  private static final int HALF_ENDED_WITHIN_MILLIS = 8_000;

  private static final List<String> HALF_HEADS =
      List.of("GET /hea", "GET /health HTTP/1.1\r\nHost: store\r\nX-A: ");

  private static final List<String> HALF_BODIES =
      List.of(
          "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 27\r\n\r\n{",
          "POST /orders HTTP/1.1\r\nHost: store\r\nTransfer-Encoding: chunked\r\n\r\n1b\r\n{");

  private SendingAttacks() {}

  static List<Attack> list() {
    return List.of(
        halves("half a request line, half a head", HALF_HEADS, true),
        halves("half a body, half a chunk", HALF_BODIES, false),
        new Attack(
            GROUP, "a connection that says nothing", "ended within 75 s", SendingAttacks::nothing),
        tooLong("a body of 100 KB", 100_000, false),
        tooLong("a body of 60 MB", TOO_LONG, false),
        tooLong("a chunked body of 60 MB", TOO_LONG, true),
        new Attack(
            GROUP,
            "a body of 60 MB after Expect: 100-continue",
            "417 or 413 at once",
            SendingAttacks::expectTooLong),
        new Attack(
            GROUP,
            "Expect: 100-continue before an order",
            "100, then 200",
            SendingAttacks::expectContinue));
  }

  private static Attack halves(String name, List<String> halves, boolean inParser) {
    return new Attack(
        GROUP,
        name,
        "408 in JSON within 8 s, then the end",
        (target, findings) -> {
          List<CompletableFuture<RawReply>> replies =
              halves.stream()
                  .map(half -> CompletableFuture.supplyAsync(() -> send(target, half)))
                  .toList();
          for (CompletableFuture<RawReply> reply : replies) {
            checkHalf(reply.join(), inParser, findings);
          }
        });
  }

  private static void checkHalf(RawReply reply, boolean inParser, Findings findings) {
    findings.note("after " + reply.millis() + " ms");
    if (inParser && reply.ended() && reply.bytes().length == 0) {
      findings.limit("ended without a reply, in the JDK's parser");
      return;
    }
    checkError(reply, 408, findings);
    findings.check(reply.ended(), "the connection goes on");
  }

  private static RawReply send(Target target, String half) {
    try {
      return RawReply.to(target.http(), ascii(half), HALF_ENDED_WITHIN_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkError(RawReply raw, int status, Findings findings) {
    Optional<Reply> reply = raw.first(false);
    boolean asExpected =
        reply.isPresent()
            && reply.get().status() == status
            && RawReply.isError(reply.get(), status);
    findings.check(asExpected, raw.shown());
  }

  private static void nothing(Target target, Findings findings) throws Exception {
    if (target.scale(1, 0) == 0) {
      findings.note("left out of the short run");
      return;
    }
    RawReply reply = RawReply.to(target.http(), new byte[0], 75_000);
    findings.check(reply.ended(), "still open");
    findings.note("after " + reply.millis() + " ms");
  }

  private static Attack tooLong(String name, int length, boolean chunked) {
    return new Attack(
        GROUP,
        name,
        "413 in JSON, also for a client that sends all of it first",
        (target, findings) -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", target.http()), TIMEOUT_MILLIS);
            int sent = send(socket.getOutputStream(), length, chunked);
            findings.check(sent == length, "cut off after " + sent + " bytes");
            checkError(RawReply.listen(socket, TIMEOUT_MILLIS), 413, findings);
          }
        });
  }

  /** Sends a whole body before it listens; returns how much of it the store took. */
  private static int send(OutputStream out, int length, boolean chunked) {
    String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length;
    byte[] part = new byte[50_000];
    int sent = 0;
    try {
      out.write(ascii("POST /orders HTTP/1.1\r\nHost: store\r\n" + framing + "\r\n\r\n"));
      for (; sent < length; sent += part.length) {
        out.write(ascii(chunked ? Integer.toHexString(part.length) + "\r\n" : ""));
        out.write(part);
        out.write(ascii(chunked ? "\r\n" : ""));
      }
      out.write(ascii(chunked ? "0\r\n\r\n" : ""));
    } catch (IOException e) {
      // The check tells how far it came.
    }
    return sent;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void expectTooLong(Target target, Findings findings) throws IOException {
    String head =
        "POST /orders HTTP/1.1\r\nHost: store\r\nExpect: 100-continue\r\nContent-Length: "
            + TOO_LONG
            + "\r\n\r\n";
    RawReply reply = RawReply.to(target.http(), ascii(head), 2_000);
    int status = reply.first(false).map(Reply::status).orElse(0);
    findings.check(status == 413 || status == 417, reply.shown());
    findings.note(reply.statusLine());
  }

  private static void expectContinue(Target target, Findings findings) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", target.http()), TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(
          ascii(
              "POST /orders HTTP/1.1\r\nHost: store\r\n"
                  + "Expect: 100-continue\r\nContent-Length: 27\r\n\r\n"));
      RawReply interim = RawReply.listen(socket, 2_000);
      findings.check(interim.statusLine().startsWith("HTTP/1.1 100"), interim.shown());
      out.write(ascii("{\"name\":\"Tux\",\"quantity\":1}"));
      RawReply reply = RawReply.listen(socket, 5_000);
      findings.check(reply.statusLine().startsWith("HTTP/1.1 200"), reply.shown());
    }
  }
}
