package load;

import cli.Arguments;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What load to make. {@link #HELP} describes each option.
 *
 * @param address where the store listens
 * @param host the same as text, for the Host header
 * @param requests of each client, 0: as many as fit in {@code seconds}
 * @param nanos length of the measured time, when {@code requests} is 0
 * @param warmupNanos before the measured time, not counted
 * @param p probability of a purchase after a query, 0 to 1
 * @param toys names, empty: all of the store's
 * @param rate requests a second of all clients together, 0: closed loop
 * @param cookies a client sends back the client_id that it was given
 * @param quantity the most pieces in a purchase
 * @param checks the most orders that a client asks for at the end
 * @param path when not null, this path is asked for instead and only status and length are checked
 * @param out file for the report, or null
 */
public record LoadOptions(
    InetSocketAddress address,
    String host,
    int clients,
    long requests,
    long nanos,
    long warmupNanos,
    double p,
    boolean buyOnly,
    long thinkNanos,
    List<String> toys,
    long seed,
    double rate,
    boolean keys,
    boolean cookies,
    int quantity,
    int checks,
    long timeoutNanos,
    int threads,
    String path,
    Path out,
    boolean quiet) {

  static final String HELP =
      """
      Usage: make load ARGS="--clients 64 --seconds 10 --p 0.2"

      Puts load on a running store and measures the latency of queries and purchases. Each
      client is one session: one keep-alive connection and one client_id. It queries a random
      toy and, if it is in stock, buys with probability p; at the end it reads its orders back.
      Every reply is checked: the first wrong one is shown and ends the run with exit status 1.

        --host HOST:PORT    the store (127.0.0.1:8080)
        --clients N         sessions at the same time, 1 to 20000 (1)
        --seconds S         how long to measure (10)
        --requests N        instead: requests of each client
        --warmup S          load before the measured time, not counted (0)
        --p P               probability of a purchase after a query, 0 to 1 (0.2)
        --query-only        the same as --p 0
        --buy-only          purchases without queries
        --quantity N        a purchase takes 1 to N pieces, 1 to 100 (1)
        --no-cookies        never send the client_id back: each request is a new client's
        --keys              send an Idempotency-Key; after an error repeat under the same key
        --think MS          a client's pause between two requests, in milliseconds (0)
        --rate N            open loop: N requests a second of all clients together, started by
                            the clock; latency counts from when a request should have started
        --toys A,B,C        names to query (those of GET /products); for a name that the store
                            does not have, 404 is the right reply
        --seed N            of the random choices (a new one each time; the report names it)
        --check N           orders that each client reads back at the end, at most (10000); if it
                            has more, a random sample of them
        --timeout S         how long to wait for a reply (10)
        --threads N         event loops, 1 to 64 (1)
        --path PATH         GET this path instead; only status 200 and the length are checked
        --out FILE          also write the report to FILE.csv or FILE.json
        --quiet             no progress line
        --help

      Exit status: 0, all replies were right; 1, a wrong reply, or none at all; 2, the options
      make no sense or no store answers. After a 503 or a lost connection a client of the closed
      loop waits 10 ms, then longer, up to 1 s.
      """;

  private static final double MAX_SECONDS = TimeUnit.DAYS.toSeconds(30);

  /**
   * Reads a command line without {@code --help}.
   *
   * @throws Arguments.UsageException with a sentence on what does not make sense
   */
  public static LoadOptions parse(String... commandLine) {
    Arguments in = new Arguments(HELP, commandLine);
    in.refuseBoth("--seconds", "--requests");
    in.refuseBoth("--query-only", "--buy-only");
    in.refuseBoth("--think", "--rate");
    String host = in.text("--host", "127.0.0.1:8080").replaceFirst("^http://", "");
    return new LoadOptions(
        address(host),
        host,
        in.integer("--clients", 1, 1, 20_000),
        in.whole("--requests", 0, 1, Long.MAX_VALUE),
        nanos(in.number("--seconds", 10, 0.01, MAX_SECONDS)),
        nanos(in.number("--warmup", 0, 0, MAX_SECONDS)),
        in.has("--query-only") ? 0 : in.number("--p", 0.2, 0, 1),
        in.has("--buy-only"),
        nanos(in.number("--think", 0, 0, 3_600_000) / 1000),
        in.list("--toys"),
        in.whole("--seed", System.nanoTime(), Long.MIN_VALUE, Long.MAX_VALUE),
        in.number("--rate", 0, 0.001, 10_000_000),
        in.has("--keys"),
        !in.has("--no-cookies"),
        in.integer("--quantity", 1, 1, 100),
        in.integer("--check", 10_000, 0, 10_000_000),
        nanos(in.number("--timeout", 10, 0.01, MAX_SECONDS)),
        in.integer("--threads", 1, 1, 64),
        in.text("--path", null),
        out(in.text("--out", null)),
        in.has("--quiet"));
  }

  private static Path out(String name) {
    if (name == null) {
      return null;
    }
    if (!name.endsWith(".csv") && !name.endsWith(".json")) {
      throw new Arguments.UsageException("--out needs a name that ends in .csv or .json: " + name);
    }
    return Path.of(name);
  }

  private static InetSocketAddress address(String host) {
    int colon = host.lastIndexOf(':');
    try {
      int port = Integer.parseInt(host.substring(colon + 1));
      InetSocketAddress address = new InetSocketAddress(host.substring(0, colon), port);
      if (!address.isUnresolved()) {
        return address;
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // Falls through to the sentence below, which holds for this case too.
    }
    throw new Arguments.UsageException("--host must be like 127.0.0.1:8080, not '" + host + "'");
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }
}
