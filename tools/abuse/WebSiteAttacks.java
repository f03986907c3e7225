package abuse;

import http.Reply;
import java.util.List;
import java.util.Locale;

/** Pages of other web sites that make their reader's browser send purchases. */
final class WebSiteAttacks {
  private static final String GROUP = "web site";
  private static final String ORDER = "{\"name\":\"Tux\",\"quantity\":1}";
  private static final String FOREIGN = "Origin: https://other.example";

  private WebSiteAttacks() {}

  static List<Attack> list() {
    return List.of(
        purchase("a foreign Origin", 403, FOREIGN, "Content-Type: text/plain"),
        purchase("Origin: null", 403, "Origin: null"),
        purchase("Sec-Fetch-Site: cross-site", 403, "Sec-Fetch-Site: cross-site"),
        purchase("Sec-Fetch-Site: same-site", 403, "Sec-Fetch-Site: same-site"),
        purchase("another port's Origin", 403, "Origin: http://127.0.0.1:1"),
        purchase("Sec-Fetch-Site: same-origin", 200, "Sec-Fetch-Site: same-origin"),
        purchase("Sec-Fetch-Site: none", 200, "Sec-Fetch-Site: none"),
        attack("a purchase by its own page", "200", WebSiteAttacks::ownPage),
        attack("a purchase by an allowed site", "200, and it may read it", WebSiteAttacks::allowed),
        attack("a preflight by an allowed site", "it may", WebSiteAttacks::preflight),
        attack("a preflight by a foreign site", "it may not", WebSiteAttacks::foreignPreflight),
        attack("a query by a foreign site", "200", WebSiteAttacks::foreignQuery));
  }

  private static Attack attack(String name, String expected, Attack.Action action) {
    return new Attack(GROUP, name, expected, action);
  }

  private static Attack purchase(String name, int status, String... headers) {
    return attack(
        "a purchase with " + name,
        Integer.toString(status),
        (target, findings) -> {
          Reply reply = HttpClients.post(target.http(), "/orders", ORDER, headers);
          findings.check(reply.status() == status, reply.status() + " " + reply.body());
          findings.check(
              status == 200 || RawReply.isError(reply, status), "no JSON: " + reply.body());
        });
  }

  private static void ownPage(Target target, Findings findings) throws Exception {
    String origin = "Origin: http://127.0.0.1:" + target.http();
    Reply reply =
        HttpClients.post(target.http(), "/orders", ORDER, origin, "Sec-Fetch-Site: same-origin");
    findings.check(reply.status() == 200, reply.status() + " " + reply.body());
  }

  private static void allowed(Target target, Findings findings) throws Exception {
    Reply reply =
        HttpClients.post(
            target.http(),
            "/orders",
            ORDER,
            "Origin: " + Target.ALLOWED_ORIGIN,
            "Sec-Fetch-Site: cross-site");
    findings.check(reply.status() == 200, reply.status() + " " + reply.body());
    checkAllowed(reply, findings);
  }

  private static void checkAllowed(Reply reply, Findings findings) {
    String origin = reply.header("Access-Control-Allow-Origin").orElse("none");
    findings.check(origin.equals(Target.ALLOWED_ORIGIN), "Access-Control-Allow-Origin: " + origin);
  }

  private static Reply preflight(Target target, String origin) throws Exception {
    return HttpClients.exchange(
        target.http(),
        "OPTIONS",
        "/orders",
        "",
        "Origin: " + origin,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type,idempotency-key");
  }

  private static void preflight(Target target, Findings findings) throws Exception {
    Reply reply = preflight(target, Target.ALLOWED_ORIGIN);
    findings.check(reply.status() == 200 || reply.status() == 204, "status " + reply.status());
    checkAllowed(reply, findings);
    String methods = reply.header("Access-Control-Allow-Methods").orElse("none");
    findings.check(methods.contains("POST"), "Access-Control-Allow-Methods: " + methods);
    String headers = reply.header("Access-Control-Allow-Headers").orElse("none");
    findings.check(
        headers.toLowerCase(Locale.ROOT).contains("idempotency-key"),
        "Access-Control-Allow-Headers: " + headers);
  }

  private static void foreignPreflight(Target target, Findings findings) throws Exception {
    Reply reply = preflight(target, "https://other.example");
    String origin = reply.header("Access-Control-Allow-Origin").orElse("none");
    findings.check(origin.equals("none"), "Access-Control-Allow-Origin: " + origin);
    findings.note("status " + reply.status());
  }

  private static void foreignQuery(Target target, Findings findings) throws Exception {
    Reply reply =
        HttpClients.get(target.http(), "/products/Tux", FOREIGN, "Sec-Fetch-Site: cross-site");
    findings.check(reply.status() == 200, "status " + reply.status());
  }
}
