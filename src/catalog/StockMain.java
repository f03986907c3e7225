package catalog;

import common.process.Failures;
import common.process.Settings;
import common.process.StartException;
import common.purchase.Money;
import common.purchase.PurchaseId;
import common.rpc.RpcChannel;
import io.grpc.Status;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.QueryRequest;
import rpc.catalog.Toy;

/** Changes the catalogue of a running store: see {@code --help}. */
public final class StockMain {
  private static final String HELP =
      """
      stock: changes a toy of a running store, or adds one

      usage: make stock ARGS="NAME [+PIECES | -PIECES] [--price PRICE] [--id ID]"
             docker compose run --rm stock NAME [...]

        make stock ARGS="Tux"                               shows it
        make stock ARGS="Tux +50"                           50 pieces more
        make stock ARGS="Tux -50"                           50 pieces fewer, if there are so many
        make stock ARGS="Tux --price 17.50"                 another price
        make stock ARGS="'Bear, brown' --price 7.50 +20"    a new toy

      The change is made once, however often it has to be sent until there is an answer, and is on
      disk when the toy is shown. With --id, a change of that id is not made a second time either.
      The catalog is found by CATALOG_HOST (127.0.0.1) and CATALOG_PORT (9101).

      Status 0: done. 1: refused, nothing was changed. 2: it makes no sense. 3: no answer; the same
      command with the --id that is named tells whether the change was made, and makes it if not.
      """;

  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int BAD_USAGE = 2;
  private static final int NO_ANSWER = 3;
  private static final long CALL_MILLIS = 3000;
  private static final long PAUSE_MILLIS = 500;

  private final RpcChannel channel;
  private final long patienceNanos;
  private final PrintStream out;
  private final PrintStream err;

  private StockMain(RpcChannel channel, long patienceMillis, PrintStream out, PrintStream err) {
    this.channel = channel;
    this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    this.out = out;
    this.err = err;
  }

  /** Ends with the status. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(new Settings(System.getenv()), 30_000, out, System.err, arguments));
  }

  /**
   * Runs the program.
   *
   * @param patienceMillis how long it asks again for an answer
   */
  static int run(
      Settings settings,
      long patienceMillis,
      PrintStream out,
      PrintStream err,
      String... arguments) {
    if (arguments.length > 0 && arguments[0].matches("--help|-h")) {
      out.print(HELP);
      return DONE;
    }
    try (RpcChannel channel =
        new RpcChannel(
            "catalog",
            settings.hosts("CATALOG_HOST", "127.0.0.1"),
            settings.port("CATALOG_PORT", 9101))) {
      StockCommand command = StockCommand.parse(arguments, PurchaseId.newRequestId());
      return new StockMain(channel, patienceMillis, out, err).run(command);
    } catch (StartException | IllegalArgumentException e) {
      err.println("stock: " + e.getMessage() + "; --help tells more");
      return BAD_USAGE;
    }
  }

  private int run(StockCommand command) {
    long end = System.nanoTime() + patienceNanos;
    while (true) {
      try {
        Toy toy = command.isQuery() ? query(command.name()) : change(command);
        out.println(
            toy.getName() + ": " + toy.getQuantity() + " at " + Money.format(toy.getPriceCents()));
        return DONE;
      } catch (CompletionException e) {
        Status status = Status.fromThrowable(Failures.cause(e));
        if (isFinal(status.getCode())) {
          err.println(
              "stock: "
                  + (command.isQuery() ? "" : command.name() + " is not changed: ")
                  + status.getDescription());
          return REFUSED;
        }
        if (System.nanoTime() - end > 0) {
          err.println("stock: no answer (" + status.getDescription() + "); " + advice(command));
          return NO_ANSWER;
        }
      }
      pause();
    }
  }

  private static String advice(StockCommand command) {
    return command.isQuery()
        ? "is the store running?"
        : "the change may have been made: the same command with --id "
            + command.id()
            + " tells, and makes it if not";
  }

  private Toy query(String name) {
    QueryRequest request = QueryRequest.newBuilder().setName(name).build();
    return channel.call(CatalogGrpc.getQueryMethod(), request, CALL_MILLIS).join();
  }

  private Toy change(StockCommand command) {
    return channel.call(CatalogGrpc.getChangeMethod(), command.request(), CALL_MILLIS).join();
  }

  /** Whether the catalog decided; all else may yet be answered otherwise. */
  private static boolean isFinal(Status.Code code) {
    return switch (code) {
      case NOT_FOUND, FAILED_PRECONDITION, INVALID_ARGUMENT, ALREADY_EXISTS, UNIMPLEMENTED -> true;
      default -> false;
    };
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
