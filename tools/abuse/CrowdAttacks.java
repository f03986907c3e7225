package abuse;

import java.util.List;
import store.Service;

/** Crowds that want the frontend's memory. */
final class CrowdAttacks {
  private static final String GROUP = "crowd";
  private static final int ADDRESSES = 20;
  private static final int BIG_BODY = 64 * 1024;

  /** Of a body that an order may well have. */
  private static final int ORDINARY_BODY = 2 * 1024;

  private CrowdAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack("idle connections that never send", CrowdAttacks::silent),
        attack("idle connections after one request", CrowdAttacks::idle),
        attack("idle connections after GET /products", CrowdAttacks::idleAfterList),
        attack("15 KB of headers, and no end of them", CrowdAttacks::unfinishedHeaders),
        attack("360 KB of headers", CrowdAttacks::largeHeaders),
        attack("bodies while the order service hangs", CrowdAttacks::bodiesInStall),
        attack("unfinished bodies", CrowdAttacks::unfinishedBodies));
  }

  private static Attack attack(String name, Attack.Action action) {
    return new Attack(GROUP, name, Siege.EXPECTED, action);
  }

  private static void silent(Target target, Findings findings) throws Exception {
    crowd(target, findings, target.scale(5_000, 2_500), Habit.silent());
  }

  private static void idle(Target target, Findings findings) throws Exception {
    String request = HttpClients.request(target.http(), "GET", "/products/Tux", "");
    crowd(target, findings, target.scale(5_000, 3_500), Habit.sends(request));
  }

  private static void idleAfterList(Target target, Findings findings) throws Exception {
    String request = HttpClients.request(target.http(), "GET", "/products", "");
    crowd(target, findings, target.scale(2_000, 500), Habit.sends(request));
  }

  private static void unfinishedHeaders(Target target, Findings findings) throws Exception {
    String head = "GET /products/Tux HTTP/1.1\r\nHost: store\r\nX-Large: " + "h".repeat(15_000);
    crowd(target, findings, target.scale(1_000, 500), Habit.sends(head));
  }

  private static void largeHeaders(Target target, Findings findings) throws Exception {
    String line = "X-Large: " + "h".repeat(3_600) + "\r\n";
    String head = "GET /products/Tux HTTP/1.1\r\nHost: store\r\n" + line.repeat(100) + "\r\n";
    crowd(target, findings, target.scale(1_000, 300), Habit.sends(head));
  }

  private static void crowd(Target target, Findings findings, int size, Habit habit)
      throws Exception {
    try (Siege siege = Siege.besideShoppers(target)) {
      try (Swarm swarm = new Swarm(target.http(), size, ADDRESSES, habit).awaitConnected()) {
        Siege.hold(target.scale(10_000, 2_000));
        siege.checkDuring(findings);
        findings.note(swarm.summary());
      }
      siege.checkAfter(findings);
    }
  }

  private static void bodiesInStall(Target target, Findings findings) throws Exception {
    int half = target.scale(1_000, 400);
    try (Siege siege = Siege.besideReaders(target)) {
      target.pause(Service.ORDER);
      try (Swarm big = purchases(target, half, BIG_BODY);
          Swarm ordinary = purchases(target, half, ORDINARY_BODY)) {
        big.awaitConnected();
        ordinary.awaitConnected();
        Siege.hold(target.scale(10_000, 3_000));
        siege.checkDuring(findings);
        findings.note("64 KB: " + big.summary());
        findings.note("2 KB: " + ordinary.summary());
      } finally {
        target.resume(Service.ORDER);
      }
      siege.checkAfter(findings);
    }
  }

  private static Swarm purchases(Target target, int size, int bodyLength) throws Exception {
    String order = "{\"name\":\"Tux\",\"quantity\":1}";
    String body = order + " ".repeat(bodyLength - order.length());
    String request = HttpClients.request(target.http(), "POST", "/orders", body);
    return new Swarm(target.http(), size, ADDRESSES, Habit.sends(request));
  }

  private static void unfinishedBodies(Target target, Findings findings) throws Exception {
    String request =
        "POST /orders HTTP/1.1\r\nHost: store\r\nContent-Length: 4000\r\n\r\n" + " ".repeat(3_999);
    crowd(target, findings, target.scale(2_000, 500), Habit.sends(request));
  }
}
