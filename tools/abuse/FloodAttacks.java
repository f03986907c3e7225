package abuse;

import java.util.List;
import store.Service;

/** Many requests that are in order, but cost the store more than they cost their sender. */
final class FloodAttacks {
  private static final String GROUP = "flood";
  private static final int FEW_ADDRESSES = 4;
  private static final int CLIENTS = 64;
  private static final int HEADER = 14_000;
  private static final String ORDER = "{\"name\":\"Tux\",\"quantity\":1}";

  /** Of the frontend's log, for each request: a line, however long the request is. */
  private static final long LOG_BYTES = 600;

  private FloodAttacks() {}

  static List<Attack> list() {
    return List.of(
        flood("GET /metrics", target -> get(target, "/metrics")),
        flood("GET /health", target -> get(target, "/health")),
        flood("GET /orders/0", target -> get(target, "/orders/0")),
        flood("purchases under one key", target -> order(target, "Idempotency-Key: same")),
        flood("paths of 14 KB", target -> get(target, "/products/" + "x".repeat(HEADER))),
        flood("cookies of 14 KB", target -> get(target, "/", "Cookie: " + "a=b; ".repeat(2_800))),
        flood(
            "If-None-Match of 14 KB",
            target -> get(target, "/products", "If-None-Match: " + "\"0\", ".repeat(2_800))),
        new Attack(GROUP, "pipelined purchases, never read", Siege.EXPECTED, FloodAttacks::deaf));
  }

  private interface Request {
    String to(Target target);
  }

  private static String get(Target target, String path, String... headers) {
    return HttpClients.request(target.http(), "GET", path, "", headers);
  }

  private static String order(Target target, String... headers) {
    return HttpClients.request(target.http(), "POST", "/orders", ORDER, headers);
  }

  private static Attack flood(String name, Request request) {
    return new Attack(
        GROUP,
        name + ", by 64 clients",
        "all answered, a line of log each, " + Siege.EXPECTED,
        (target, findings) -> flood(target, findings, request.to(target)));
  }

  private static void flood(Target target, Findings findings, String request) throws Exception {
    long logStart = target.logSize(Service.FRONTEND);
    try (Siege siege = Siege.besideShoppers(target)) {
      try (Swarm swarm =
          new Swarm(target.http(), CLIENTS, FEW_ADDRESSES, Habit.asks(request).returning())) {
        swarm.awaitConnected();
        Siege.hold(target.scale(10_000, 1_500));
        siege.checkDuring(findings);
        checkReplies(target, findings, swarm, logStart);
      }
      siege.checkAfter(findings);
    }
  }

  private static void checkReplies(Target target, Findings findings, Swarm swarm, long logStart)
      throws Exception {
    findings.note("replies " + swarm.replies());
    long count = swarm.replies().values().stream().mapToInt(Integer::intValue).sum();
    findings.checkPace(count > CLIENTS, "only " + count + " replies");
    long grown = target.logSize(Service.FRONTEND) - logStart;
    // The normal clients' lines are in it, too.
    findings.check(grown < LOG_BYTES * (count + 1_000), "the log grew by " + grown / 1024 + " KiB");
  }

  private static void deaf(Target target, Findings findings) throws Exception {
    String purchase = order(target);
    try (Siege siege = Siege.besideShoppers(target)) {
      try (Swarm swarm =
          new Swarm(target.http(), CLIENTS, FEW_ADDRESSES, Habit.pipelines(purchase, 10_000))) {
        swarm.awaitConnected();
        Siege.hold(target.scale(10_000, 2_000));
        siege.checkDuring(findings);
      }
      siege.checkAfter(findings);
    }
  }
}
