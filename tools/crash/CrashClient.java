package crash;

import crash.CrashHistory.Count;
import frontend.json.Json;
import frontend.json.JsonException;
import frontend.json.JsonObject;
import frontend.json.JsonValue;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** Sends one client's requests, writes down what came back, and what must not have come back. */
final class CrashClient implements Closeable {
  /**
   * Longer than the store takes for anything: three seconds in a queue, three for a purchase, and
   * three more when a service hangs.
   */
  static final int PATIENT_MILLIS = 12_000;

  private final CrashHttp http;
  private final CrashHistory history;
  private final Runnable silence;
  private int timeoutMillis = PATIENT_MILLIS;

  /**
   * @param silence run when a patient client gets no reply, and its connection stands
   */
  CrashClient(int port, boolean keepsCookie, CrashHistory history, Runnable silence) {
    this.http = new CrashHttp(port, keepsCookie);
    this.history = history;
    this.silence = silence;
  }

  /** Hangs up on a request that takes longer, from the next one on. */
  void patience(int millis) {
    timeoutMillis = millis;
  }

  /** Whether the store answered with 200. */
  boolean readToy(String toy) {
    long start = history.now();
    CrashHttp.Reply reply = send(CrashToys.path(toy), null, null, null);
    if (reply == null || !expect(reply, "GET of " + toy, 200)) {
      return false;
    }
    JsonObject data = data(reply);
    if (data != null) {
      read(data, toy, start);
    }
    return true;
  }

  boolean readAllToys() {
    long start = history.now();
    CrashHttp.Reply reply = send("/products", null, null, null);
    if (reply == null || !expect(reply, "GET of all products", 200)) {
      return false;
    }
    try {
      for (JsonValue toy : Json.parseObject(reply.body()).array("data").values()) {
        read((JsonObject) toy, ((JsonObject) toy).string("name"), start);
      }
    } catch (JsonException | ClassCastException e) {
      history.problem("GET /products was answered with " + reply.body());
    }
    return true;
  }

  private void read(JsonObject data, String toy, long start) {
    history.count(Count.READS);
    if (!data.string("name").equals(toy)) {
      history.problem("GET of " + toy + " was answered with " + data.string("name"));
    }
    history.read(toy, start, history.now(), Long.parseLong(data.number("quantity").text()));
  }

  /** Reads the order of a purchase that was answered with an order. */
  boolean readOrder(CrashPurchase purchase) {
    long number = purchase.answer().order();
    CrashHttp.Reply reply = send("/orders/" + number, null, null, null);
    if (reply == null || !expect(reply, "GET of order " + number, 200)) {
      return false;
    }
    history.count(Count.ORDERS_READ);
    JsonObject data = data(reply);
    if (data != null
        && (data.integer("number") != number
            || !data.string("name").equals(purchase.toy())
            || data.integer("quantity") != purchase.quantity())) {
      history.problem("order " + number + " of " + purchase + " reads as " + reply.body());
    }
    return true;
  }

  /** Sends a purchase, once; whether it is answered now. */
  boolean buy(CrashPurchase purchase) {
    long start = history.now();
    String body = body(purchase.toy(), purchase.quantity());
    CrashHttp.Reply reply = send("/orders", purchase.key(), body, purchase);
    if (reply == null) {
      return false;
    }
    switch (reply.status()) {
      case 200 -> {
        JsonObject data = data(reply);
        if (data != null) {
          bought(purchase, data.integer("order_number"), start);
        }
        return true;
      }
      case 409 -> {
        purchase.answered(new CrashPurchase.Answer(-1, start, history.now()));
        return true;
      }
      default -> {
        if (reply.status() != 503) {
          history.problem(purchase + " was answered with " + describe(reply));
        }
        history.count(Count.BUSY);
        purchase.unknown();
        return false;
      }
    }
  }

  private void bought(CrashPurchase purchase, int number, long start) {
    purchase.answered(new CrashPurchase.Answer(number, start, history.now()));
    history.bought();
  }

  /** Uses the key of an answered purchase for another one, which the store must refuse. */
  void buyOther(CrashPurchase answered) {
    String body = body(answered.toy(), answered.quantity() + 1);
    CrashHttp.Reply reply = send("/orders", answered.key(), body, null);
    if (reply != null) {
      history.count(Count.OTHER_BODIES);
      expect(reply, "another purchase under the key of " + answered, 422);
    }
  }

  private static String body(String toy, int quantity) {
    return "{\"name\":" + Json.quote(toy) + ",\"quantity\":" + quantity + "}";
  }

  /**
   * @param body null for a GET
   * @param purchase whose outcome is unknown when no reply comes, or null
   * @return null if no reply came
   */
  private CrashHttp.Reply send(String path, String key, String body, CrashPurchase purchase) {
    long start = history.now();
    try {
      return body == null
          ? http.get(path, timeoutMillis)
          : http.post(path, key, body, timeoutMillis);
    } catch (CrashHttp.NotSentException e) {
      history.count(Count.NOT_SENT);
      return null;
    } catch (IOException e) {
      noReply(e, path, start);
      if (purchase != null) {
        purchase.unknown();
      }
      return null;
    }
  }

  private void noReply(IOException e, String path, long start) {
    if (e instanceof CrashHttp.CutOffException) {
      history.cutOff(start, history.now());
    }
    if (e instanceof SocketTimeoutException && timeoutMillis == PATIENT_MILLIS) {
      history.problem("no reply to " + path + " within " + PATIENT_MILLIS + " ms");
      silence.run();
    }
    boolean hungUp = e instanceof SocketTimeoutException;
    history.count(hungUp ? Count.HUNG_UP : Count.NO_REPLY);
  }

  /** 503 is no answer, and not wrong. */
  private boolean expect(CrashHttp.Reply reply, String request, int status) {
    if (reply.status() == 503) {
      history.count(Count.BUSY);
    } else if (reply.status() != status) {
      history.problem(request + " was answered with " + describe(reply));
    }
    return reply.status() == status;
  }

  private JsonObject data(CrashHttp.Reply reply) {
    try {
      return Json.parseObject(reply.body()).object("data");
    } catch (JsonException e) {
      history.problem("a reply is not as promised: " + describe(reply));
      return null;
    }
  }

  private static String describe(CrashHttp.Reply reply) {
    return reply.status() + " " + reply.body();
  }

  @Override
  public void close() {
    http.close();
  }
}
