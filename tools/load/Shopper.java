package load;

import http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A client of the store: asks for toys, buys some, and at the end looks its orders up. */
final class Shopper implements Script {
  private static final int MAX_TRIES = 10;

  private final Shop shop;
  private final LoadOptions options;
  private final Stock stock;
  private final SplittableRandom random;
  private final OrderSample orders;
  private final Cookie cookie;
  private final String keyStart;
  private final String headStart;

  private Operation operation;
  private Toy toy;
  private int pieces;
  private int maxStock;
  private String key = "";
  private long keys;
  private boolean wantsToBuy;
  private int tries;
  private int checked = -1;

  /**
   * A new client.
   *
   * @param number 0 for the first client of the run
   * @param stock of the event loop that runs this client
   */
  Shopper(int number, Shop shop, Stock stock) {
    this.shop = shop;
    this.options = shop.options();
    this.stock = stock;
    // A step that is no multiple of SplittableRandom's own keeps the clients' streams apart.
    this.random = new SplittableRandom(options.seed() + 0x632BE59BD9B4E019L * number);
    this.orders = new OrderSample(options.checks(), random.split());
    this.cookie = new Cookie(options.cookies());
    this.keyStart = "Idempotency-Key: " + shop.runId() + "-" + number + "-";
    this.headStart = " HTTP/1.1\r\nHost: " + options.host() + "\r\n";
  }

  @Override
  public Request next() {
    if (checked >= 0) {
      return checked == orders.orders().size()
          ? null
          : get(Operation.CHECK, "/orders/" + orders.orders().get(checked).number());
    }
    if (!wantsToBuy) {
      toy = shop.toys().get(random.nextInt(shop.toys().size()));
      if (options.buyOnly()) {
        decideToBuy(Integer.MAX_VALUE);
      }
    }
    // A repeated purchase may have been carried out the first time: what was known then counts.
    maxStock = tries == 0 ? stock.max(toy) : maxStock;
    return wantsToBuy ? purchase() : get(Operation.QUERY, toy.path());
  }

  private Request get(Operation what, String path) {
    operation = what;
    return new Request(what, "GET " + path + headStart + cookie.header() + "\r\n");
  }

  private Request purchase() {
    operation = Operation.BUY;
    String body = "{\"name\":" + toy.json() + ",\"quantity\":" + pieces + "}";
    String length = "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
    String head = "POST /orders" + headStart + "Content-Type: application/json\r\n" + length;
    return new Request(operation, head + key + cookie.header() + "\r\n" + body);
  }

  @Override
  public Outcome answered(Reply reply) {
    boolean hasId = cookie.learn(reply);
    if (reply.status() == 503) {
      Contract.busy(reply);
      unanswered();
      return Outcome.BUSY;
    }
    if (operation == Operation.BUY && !options.keys() && reply.status() == 500) {
      Contract.mayHaveHappened(reply);
      unanswered();
      return Outcome.UNKNOWN;
    }
    if (!hasId) {
      throw new WrongReply("no Set-Cookie with a client_id for a client without one");
    }
    tries = 0;
    return switch (operation) {
      case QUERY -> queryAnswered(reply);
      case BUY -> purchaseAnswered(reply);
      case CHECK -> checkAnswered(reply);
    };
  }

  @Override
  public void unanswered() {
    boolean again = operation != Operation.QUERY && ++tries < MAX_TRIES;
    if (operation == Operation.CHECK && !again) {
      checked++;
    }
    wantsToBuy = operation == Operation.BUY && again && options.keys();
    tries = wantsToBuy || operation == Operation.CHECK && again ? tries : 0;
  }

  @Override
  public void beginChecks() {
    checked = 0;
    tries = 0;
  }

  private Outcome queryAnswered(Reply reply) {
    if (!toy.exists()) {
      Contract.notFound(reply);
      return Outcome.NOT_FOUND;
    }
    int available = Contract.stock(reply, toy);
    stock.seen(toy, available, maxStock);
    if (available > 0 && random.nextDouble() < options.p()) {
      decideToBuy(available);
    }
    return Outcome.OK;
  }

  private void decideToBuy(int available) {
    wantsToBuy = true;
    pieces = 1 + random.nextInt(Math.min(available, options.quantity()));
    if (options.keys()) {
      key = keyStart + keys++ + "\r\n";
    }
  }

  private Outcome purchaseAnswered(Reply reply) {
    wantsToBuy = false;
    if (reply.status() == 409) {
      Contract.refusal(reply);
      return Outcome.NO_STOCK;
    }
    long number = Contract.orderNumber(reply);
    if (!toy.exists()) {
      throw new WrongReply("an order for a toy that the store does not have");
    }
    shop.add(number);
    stock.bought(toy, pieces, maxStock);
    orders.add(new OrderSample.Order(number, toy, pieces));
    return Outcome.OK;
  }

  private Outcome checkAnswered(Reply reply) {
    OrderSample.Order order = orders.orders().get(checked);
    Contract.order(reply, order.number(), order.toy(), order.quantity());
    checked++;
    return Outcome.OK;
  }
}
