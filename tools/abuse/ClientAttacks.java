package abuse;

import http.Connection;
import http.Reply;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What real clients do, and what they stumble over. */
final class ClientAttacks {
  private static final String GROUP = "client";
  private static final String ORDER = "{\"name\":\"Tux\",\"quantity\":1}";
  private static final String SAME_CLIENT = "the same client and the same thread";
  private static final int TIMEOUT_MILLIS = 5_000;

  private ClientAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack("java.net.http.HttpClient's cookie jar", SAME_CLIENT, ClientAttacks::httpClient),
        attack("HttpURLConnection's cookie jar", SAME_CLIENT, ClientAttacks::urlConnection),
        attack(
            "$Version and a quoted client_id",
            SAME_CLIENT + " as without quotes",
            ClientAttacks::quotedCookie),
        attack("Set-Cookie", "Max-Age and Expires", ClientAttacks::setCookie),
        slash("GET", "/products/", ""),
        slash("GET", "/products/Tux/", ""),
        slash("POST", "/orders/", ORDER),
        slash("GET", "/orders/0/", ""),
        slash("GET", "/health/", ""),
        body("\"quantity\":1.0", "{\"name\":\"Tux\",\"quantity\":1.0}", 200),
        body("\"quantity\":1e0", "{\"name\":\"Tux\",\"quantity\":1e0}", 200),
        body("\"quantity\":1.5", "{\"name\":\"Tux\",\"quantity\":1.5}", 400),
        body("\"quantity\":1e999999999", "{\"name\":\"Tux\",\"quantity\":1e999999999}", 400),
        body("JSON 3,000 arrays deep", "[".repeat(3_000), 400),
        attack("422", "with a reason phrase", ClientAttacks::keyReused),
        attack("Keep-Alive", "announced, and kept to", ClientAttacks::keepAlive),
        attack("POST /orders", "Cache-Control: no-store", ClientAttacks::purchaseNotStored),
        attack("GET /orders/0", "Cache-Control: no-store", ClientAttacks::orderNotStored),
        head("/products/Tux"),
        head("/products"),
        head("/orders/0"),
        attack("DELETE /orders", "405 with Allow", ClientAttacks::notAllowed),
        attack(
            "ten pipelined requests, then the end of output",
            "ten replies in order",
            ClientAttacks::pipelined));
  }

  private static Attack attack(String name, String expected, Attack.Action action) {
    return new Attack(GROUP, name, expected, action);
  }

  private static void httpClient(Target target, Findings findings) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    sameThread(
        target,
        findings,
        uri ->
            client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
  }

  private static void urlConnection(Target target, Findings findings) throws Exception {
    CookieManager jar = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    sameThread(
        target,
        findings,
        uri -> {
          HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
          for (var field : jar.get(uri, connection.getRequestProperties()).entrySet()) {
            field.getValue().forEach(value -> connection.addRequestProperty(field.getKey(), value));
          }
          connection.getResponseCode();
          jar.put(uri, connection.getHeaderFields());
          connection.disconnect();
        });
  }

  private interface Asker {
    void ask(URI uri) throws IOException, InterruptedException;
  }

  private static void sameThread(Target target, Findings findings, Asker asker)
      throws IOException, InterruptedException {
    AccessLog log = new AccessLog(target);
    AccessLog.Line first = null;
    for (int i = 0; i < 5; i++) {
      String path = AccessLog.uniquePath();
      asker.ask(URI.create("http://127.0.0.1:" + target.http() + path));
      AccessLog.Line line = log.line(path);
      if (i == 1) {
        // The first request has no id yet: any worker may have served it.
        first = line;
      }
      if (i > 1 && !line.equals(first)) {
        findings.check(false, "first " + first + ", then " + line);
        return;
      }
    }
  }

  private static void quotedCookie(Target target, Findings findings) throws Exception {
    String id = "quoted" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    AccessLog log = new AccessLog(target);
    String plain = AccessLog.uniquePath();
    String quoted = AccessLog.uniquePath();
    HttpClients.get(target.http(), plain, "Cookie: client_id=" + id);
    Reply reply =
        HttpClients.get(
            target.http(), quoted, "Cookie: $Version=\"1\"; client_id=\"" + id + "\";$Path=\"/\"");
    AccessLog.Line first = log.line(plain);
    AccessLog.Line second = log.line(quoted);
    findings.check(first.equals(second), "first " + first + ", then " + second);
    findings.check(reply.clientId().isEmpty(), "a new id is set");
  }

  private static void setCookie(Target target, Findings findings) throws Exception {
    Reply reply = HttpClients.get(target.http(), "/products/Tux");
    String cookie = reply.header("Set-Cookie").orElse("no Set-Cookie");
    findings.check(cookie.contains("Max-Age=") && cookie.contains("Expires="), cookie);
  }

  private static Attack slash(String method, String path, String body) {
    return attack(
        method + " " + path,
        "200",
        (target, findings) -> {
          Reply reply = HttpClients.exchange(target.http(), method, path, body);
          findings.check(reply.status() == 200, reply.status() + " " + reply.body());
        });
  }

  private static Attack body(String name, String body, int status) {
    return attack(
        name,
        Integer.toString(status),
        (target, findings) -> {
          Reply reply = HttpClients.post(target.http(), "/orders", body);
          findings.check(reply.status() == status, reply.status() + " " + reply.body());
        });
  }

  private static void keyReused(Target target, Findings findings) throws Exception {
    String key = "Idempotency-Key: " + Long.toHexString(ThreadLocalRandom.current().nextLong());
    HttpClients.post(target.http(), "/orders", ORDER, key);
    String other = ORDER.replace("1}", "2}");
    String request = HttpClients.request(target.http(), "POST", "/orders", other, key);
    RawReply reply =
        RawReply.to(target.http(), request.getBytes(StandardCharsets.UTF_8), TIMEOUT_MILLIS);
    findings.check(reply.statusLine().startsWith("HTTP/1.1 422"), reply.statusLine());
    if (reply.statusLine().strip().endsWith("422")) {
      findings.limit("the JDK's server has no phrase for it");
    }
  }

  private static void keepAlive(Target target, Findings findings) throws Exception {
    try (Connection connection = Connection.toLocal(target.http(), TIMEOUT_MILLIS)) {
      String request = HttpClients.request(target.http(), "GET", "/products/Tux", "");
      connection.send(request);
      String field = HttpClients.finalReply(connection, false).header("Keep-Alive").orElse("");
      if (!field.matches("timeout=[1-9][0-9]?[0-9]?(,.*)?")) {
        findings.check(false, "Keep-Alive: '" + field + "'");
        return;
      }
      findings.note(field);
      int seconds = Integer.parseInt(field.replaceAll("timeout=([0-9]+).*", "$1"));
      if (target.scale(1, 0) == 1) {
        Siege.hold(seconds * 1000L - 500);
        connection.send(request);
        findings.check(connection.receive(false).isPresent(), "closed before its time");
      }
    }
  }

  private static void purchaseNotStored(Target target, Findings findings) throws Exception {
    noStore(HttpClients.post(target.http(), "/orders", ORDER), findings);
  }

  private static void orderNotStored(Target target, Findings findings) throws Exception {
    noStore(HttpClients.get(target.http(), "/orders/0"), findings);
  }

  private static void noStore(Reply reply, Findings findings) {
    Optional<String> control = reply.header("Cache-Control");
    findings.check(
        control.filter(value -> value.contains("no-store")).isPresent(),
        reply.status() + ", Cache-Control: " + control.orElse("none"));
  }

  private static Attack head(String path) {
    return attack(
        "HEAD " + path,
        "the length that GET has, no body, and the connection goes on",
        (target, findings) -> {
          try (Connection connection = Connection.toLocal(target.http(), TIMEOUT_MILLIS)) {
            connection.send(HttpClients.request(target.http(), "HEAD", path, ""));
            Reply head = HttpClients.finalReply(connection, true);
            connection.send(HttpClients.request(target.http(), "GET", path, ""));
            Reply get = HttpClients.finalReply(connection, false);
            findings.check(head.status() == 200 && get.status() == 200, "status " + head.status());
            String length = head.header("Content-Length").orElse("none");
            findings.check(
                length.equals(get.header("Content-Length").orElse("")), "length " + length);
          }
        });
  }

  private static void notAllowed(Target target, Findings findings) throws Exception {
    Reply reply = HttpClients.exchange(target.http(), "DELETE", "/orders", "");
    findings.check(
        reply.status() == 405 && reply.header("Allow").filter(a -> a.contains("POST")).isPresent(),
        reply.status() + ", Allow: " + reply.header("Allow").orElse("none"));
  }

  private static void pipelined(Target target, Findings findings) throws Exception {
    try (Connection connection = Connection.toLocal(target.http(), TIMEOUT_MILLIS)) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        String path = i % 2 == 0 ? "/products/Tux" : "/products/none";
        requests.append(HttpClients.request(target.http(), "GET", path, ""));
      }
      connection.send(requests.toString());
      connection.endOutput();
      for (int i = 0; i < 10; i++) {
        int status = HttpClients.finalReply(connection, false).status();
        findings.check(status == (i % 2 == 0 ? 200 : 404), "reply " + i + " is " + status);
      }
    }
  }
}
