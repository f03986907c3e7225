package abuse;

import http.Connection;
import http.Reply;
import java.util.List;
import java.util.concurrent.TimeUnit;
import json.StrictJson;

/** A catalogue of 25,000 toys with the longest names. */
final class HugeCatalogAttacks {
  private static final String GROUP = "huge";
  private static final int TOYS = 25_000;
  private static final int TIMEOUT_MILLIS = 20_000;

  private HugeCatalogAttacks() {}

  static List<Attack> list() {
    return List.of(
        new Attack(GROUP, "GET /products", "200 with all 25,000 toys", HugeCatalogAttacks::all),
        new Attack(
            GROUP,
            "GET /products by 20 clients at a time",
            "200 or 503 for each, " + Siege.EXPECTED,
            HugeCatalogAttacks::manyReaders));
  }

  private static void all(Target target, Findings findings) throws Exception {
    long start = System.nanoTime();
    try (Connection connection = Connection.toLocal(target.http(), TIMEOUT_MILLIS)) {
      connection.send(HttpClients.request(target.http(), "GET", "/products", ""));
      Reply reply = HttpClients.finalReply(connection, false);
      findings.check(reply.status() == 200, reply.status() + " " + beginning(reply.body()));
      if (reply.status() == 200) {
        int toys = StrictJson.object(reply.body()).getAsJsonArray("data").size();
        findings.check(toys == TOYS, toys + " toys");
      }
    }
    findings.note(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
  }

  private static String beginning(String text) {
    return text.substring(0, Math.min(100, text.length()));
  }

  private static void manyReaders(Target target, Findings findings) throws Exception {
    String request = HttpClients.request(target.http(), "GET", "/products", "");
    try (Siege siege = Siege.besideReaders(target)) {
      try (Swarm swarm = new Swarm(target.http(), 20, 4, Habit.asks(request).returning())) {
        Siege.hold(target.scale(10_000, 4_000));
        siege.checkDuring(findings);
        findings.note("replies " + swarm.replies());
        findings.check(
            swarm.replies().keySet().stream().allMatch(status -> status == 200 || status == 503),
            "other replies");
        findings.check(swarm.replies().containsKey(200), "none succeeded");
      }
      siege.checkAfter(findings);
    }
  }
}
