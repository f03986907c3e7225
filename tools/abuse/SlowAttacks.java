package abuse;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Clients that are slow to send or to read, and such that want another client's worker. */
final class SlowAttacks {
  private static final String GROUP = "slow";
  private static final int FEW_ADDRESSES = 4;
  private static final int HOME_CONNECTIONS = 80;

  /** More than the requests that a worker holds. */
  private static final int CONNECTIONS_OF_ONE = 400;

  /** A slow sender is given up within this, and some time for the machine. */
  private static final long SENDER_ENDED_WITHIN_MILLIS = 8_000;

  private SlowAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack("pipelined GET /products, never read", SlowAttacks::unreadLists),
        attack("pipelined GET /products/Tux, never read", SlowAttacks::unreadQueries),
        attack("pipelined HEAD, never read", SlowAttacks::unreadHeads),
        attack("400 connections with one client_id", SlowAttacks::oneClient),
        attack("80 client_ids with the victim's String.hashCode", SlowAttacks::sameHash),
        new Attack(
            GROUP,
            "400 senders that stop after 9 bytes",
            "each ended within 8 s, " + Siege.EXPECTED,
            SlowAttacks::nineBytes),
        new Attack(
            GROUP,
            "400 senders of a byte a second, always back",
            "each ended within 8 s, " + Siege.EXPECTED,
            SlowAttacks::tricklers),
        attack("connections opened and closed at full speed", SlowAttacks::visitors));
  }

  private static Attack attack(String name, Attack.Action action) {
    return new Attack(GROUP, name, Siege.EXPECTED, action);
  }

  private static void unreadLists(Target target, Findings findings) throws Exception {
    pipeline(target, findings, "GET", "/products", 2_000);
  }

  private static void unreadQueries(Target target, Findings findings) throws Exception {
    pipeline(target, findings, "GET", "/products/Tux", 100_000);
  }

  private static void unreadHeads(Target target, Findings findings) throws Exception {
    pipeline(target, findings, "HEAD", "/products/Tux", 100_000);
  }

  private static void pipeline(
      Target target, Findings findings, String method, String path, int times) throws Exception {
    String request = HttpClients.request(target.http(), method, path, "");
    try (Siege siege = Siege.besideShoppers(target)) {
      try (Swarm swarm =
          new Swarm(target.http(), 128, FEW_ADDRESSES, Habit.pipelines(request, times))) {
        swarm.awaitConnected();
        Siege.hold(target.scale(20_000, 6_000));
        siege.checkDuring(findings);
      }
      siege.checkAfter(findings);
    }
  }

  private static void oneClient(Target target, Findings findings) throws Exception {
    String attacker = Long.toHexString(ThreadLocalRandom.current().nextLong());
    String victim = AccessLog.neighbour(target, attacker);
    besetHome(target, findings, CONNECTIONS_OF_ONE, List.of(attacker), victim);
  }

  private static void sameHash(Target target, Findings findings) throws Exception {
    List<String> ids = collidingIds();
    besetHome(target, findings, HOME_CONNECTIONS, ids.subList(1, ids.size()), ids.get(0));
  }

  /**
   * Different ids with the same {@code String.hashCode}: any home that is a function of that alone
   * is the same for all, however many workers there are.
   */
  private static List<String> collidingIds() {
    List<String> ids = List.of(Long.toHexString(ThreadLocalRandom.current().nextLong()));
    for (int i = 0; i < 7; i++) {
      ids = ids.stream().flatMap(id -> Stream.of(id + "Aa", id + "BB")).toList();
    }
    return ids;
  }

  private static void besetHome(
      Target target, Findings findings, int connections, List<String> attackers, String victim)
      throws Exception {
    try (Siege siege = Siege.besideShoppers(target, List.of(victim))) {
      try (Swarm swarm =
          new Swarm(
              target.http(),
              connections,
              FEW_ADDRESSES,
              member -> asker(target, attackers.get(member % attackers.size())))) {
        swarm.awaitConnected();
        Siege.hold(target.scale(10_000, 3_000));
        siege.checkDuring(findings);
        findings.note("replies to the attackers " + swarm.replies());
      }
      siege.checkAfter(findings);
    }
  }

  private static Habit asker(Target target, String id) {
    String cookie = "Cookie: client_id=" + id;
    return Habit.asks(HttpClients.request(target.http(), "GET", "/products", "", cookie))
        .returning();
  }

  private static void nineBytes(Target target, Findings findings) throws Exception {
    try (Siege siege = Siege.besideShoppers(target)) {
      try (Swarm swarm = new Swarm(target.http(), 400, FEW_ADDRESSES, Habit.sends("GET / HTT"))) {
        boolean ended = swarm.awaitConnected().awaitEnded(SENDER_ENDED_WITHIN_MILLIS);
        findings.check(ended, swarm.open() + " still open after 8 s");
        siege.checkDuring(findings);
        findings.note(swarm.summary());
      }
      siege.checkAfter(findings);
    }
  }

  private static void tricklers(Target target, Findings findings) throws Exception {
    String head = "GET /products/Tux HTTP/1.1\r\nHost: store\r\nX-Slow: " + "x".repeat(1_000);
    try (Siege siege = Siege.besideShoppers(target)) {
      try (Swarm swarm =
          new Swarm(target.http(), 400, FEW_ADDRESSES, Habit.trickles(head, 1_000).returning())) {
        Siege.hold(target.scale(20_000, 7_000));
        siege.checkDuring(findings);
        findings.check(swarm.ended() > 0, "none was ended");
        findings.check(
            swarm.oldestEndMillis() <= SENDER_ENDED_WITHIN_MILLIS,
            "one lasted " + swarm.oldestEndMillis() + " ms");
        findings.note("ended " + swarm.ended());
      }
      siege.checkAfter(findings);
    }
  }

  private static void visitors(Target target, Findings findings) throws Exception {
    String request = HttpClients.request(target.http(), "GET", "/health", "", "Connection: close");
    try (Siege siege = Siege.besideShoppers(target)) {
      try (Swarm swarm =
          new Swarm(target.http(), 32, FEW_ADDRESSES, Habit.sends(request).returning())) {
        Siege.hold(target.scale(10_000, 3_000));
        siege.checkDuring(findings);
        findings.note(swarm.ended() + " visits");
      }
      siege.checkAfter(findings);
    }
  }
}
