package load;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A client of the store: asks for toys, buys some, and at the end looks its orders up. */
final class Shopper implements Script {
  private static final byte[] CRLF = ascii("\r\n");
  private static final int MAX_TRIES = 10;

  private final Shop shop;
  private final StockWatch stocks;
  private final SplittableRandom random;
  private final OrderSample orders;
  private final String keyStart;
  private final byte[] orderEnd;
  private byte[] cookie = new byte[0];

  private Operation operation;
  private Toy toy;
  private int pieces;
  private int most;
  private byte[] key = new byte[0];
  private long keys;
  private boolean wantsToBuy;
  private int tries;
  private int checked = -1;

  /**
   * A new client.
   *
   * @param number 0 for the first client of the run
   * @param stocks of the event loop that runs this client
   */
  Shopper(int number, Shop shop, StockWatch stocks) {
    this.shop = shop;
    this.stocks = stocks;
    // A step that is no multiple of SplittableRandom's own keeps the clients' streams apart.
    this.random = new SplittableRandom(shop.options().seed() + 0x632BE59BD9B4E019L * number);
    this.orders = new OrderSample(shop.options().checks(), random.split());
    this.keyStart = "Idempotency-Key: " + shop.runId() + "-" + number + "-";
    this.orderEnd = ascii(" HTTP/1.1\r\nHost: " + shop.options().host() + "\r\n");
  }

  @Override
  public Operation next(RequestBuffer out) {
    if (checked >= 0) {
      return nextCheck(out);
    }
    if (!wantsToBuy) {
      toy = shop.toys()[random.nextInt(shop.toys().length)];
      if (shop.options().buyOnly()) {
        decideToBuy(Integer.MAX_VALUE);
      }
    }
    // A repeated purchase may have been carried out the first time: what was known then counts.
    most = tries == 0 ? stocks.most(toy) : most;
    if (wantsToBuy) {
      Toy.Purchase purchase = toy.purchase(pieces);
      out.put(purchase.head()).put(key).put(cookie).put(CRLF).put(purchase.body());
      return operation = Operation.BUY;
    }
    out.put(toy.query()).put(cookie).put(CRLF);
    return operation = Operation.QUERY;
  }

  private Operation nextCheck(RequestBuffer out) {
    if (checked == orders.size()) {
      return null;
    }
    out.put("GET /orders/" + orders.number(checked)).put(orderEnd).put(cookie).put(CRLF);
    return operation = Operation.CHECK;
  }

  @Override
  public Outcome answered(ReplyParser reply) {
    rememberClientId(reply);
    if (reply.status() == 503) {
      ReplyCheck.busy(reply);
      unanswered();
      return Outcome.BUSY;
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
    wantsToBuy = operation == Operation.BUY && again && shop.options().keys();
    tries = wantsToBuy || operation == Operation.CHECK && again ? tries : 0;
  }

  @Override
  public void beginChecks() {
    checked = 0;
    tries = 0;
  }

  private Outcome queryAnswered(ReplyParser reply) {
    if (!toy.exists()) {
      expect(reply, 404);
      ReplyCheck.notFound(reply, "product not found");
      return Outcome.NOT_FOUND;
    }
    expect(reply, 200);
    int stock = ReplyCheck.stock(reply, toy);
    stocks.seen(toy, stock, most);
    if (stock > 0 && random.nextDouble() < shop.options().p()) {
      decideToBuy(stock);
    }
    return Outcome.OK;
  }

  private void decideToBuy(int stock) {
    wantsToBuy = true;
    pieces = 1 + random.nextInt(Math.min(stock, shop.options().quantity()));
    if (shop.options().keys()) {
      key = ascii(keyStart + keys++ + "\r\n");
    }
  }

  private Outcome purchaseAnswered(ReplyParser reply) {
    wantsToBuy = false;
    if (reply.status() == 409) {
      ReplyCheck.noStock(reply);
      return Outcome.NO_STOCK;
    }
    expect(reply, 200);
    long number = ReplyCheck.orderNumber(reply);
    if (!toy.exists()) {
      throw new WrongReplyException("an order for a toy that the store does not have");
    }
    shop.orderNumbers().add(number);
    stocks.bought(toy, pieces, most);
    orders.add(number, toy.index(), pieces);
    return Outcome.OK;
  }

  private Outcome checkAnswered(ReplyParser reply) {
    expect(reply, 200);
    String name = shop.toys()[orders.toy(checked)].name();
    ReplyCheck.order(reply, orders.number(checked), name, orders.quantity(checked));
    checked++;
    return Outcome.OK;
  }

  private void rememberClientId(ReplyParser reply) {
    if (cookie.length > 0) {
      return;
    }
    String id = reply.clientId();
    if (id != null) {
      cookie = ascii("Cookie: client_id=" + id + "\r\n");
    } else if (reply.status() != 503) {
      throw new WrongReplyException("no Set-Cookie with a client_id for a client without one");
    }
  }

  private static void expect(ReplyParser reply, int status) {
    if (reply.status() != status) {
      throw new WrongReplyException("status " + reply.status() + " instead of " + status);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
