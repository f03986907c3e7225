package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import crash.Observations.Count;
import history.History.State;
import http.Connection;
import http.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import json.StrictJson;

/**
 * Sends one client's requests through any of the frontends, writes down what came back, and what
 * must not have come back. For one thread.
 */
final class Client implements Closeable {
  /**
   * Longer than the store takes for anything: three seconds in a queue, three for a purchase, three
   * more when a service hangs; and as long again, as a machine may be busy with four JVMs that
   * start.
   */
  static final int PATIENT_MILLIS = 20_000;

  private interface Request {
    Reply send(int port) throws IOException;
  }

  private final String name;
  private final List<Integer> ports;
  private final Connections connections;
  private final Observations seen;
  private final SplittableRandom random;
  private final Runnable silence;
  private int timeoutMillis = PATIENT_MILLIS;

  /** The frontend of the last request. */
  private int port;

  /** Whether the last request was sent, at least in part. */
  private boolean sent;

  /**
   * Connects when there is something to send.
   *
   * @param ports of the frontends
   * @param silence run when a patient client gets no reply, and its connection stands
   */
  Client(
      String name,
      List<Integer> ports,
      boolean keepsCookie,
      Observations seen,
      SplittableRandom random,
      Runnable silence) {
    this.name = name;
    this.ports = List.copyOf(ports);
    this.connections = new Connections(keepsCookie);
    this.seen = seen;
    this.random = random;
    this.silence = silence;
  }

  /** Hangs up on a request that takes longer, from the next one on. */
  void patience(int millis) {
    timeoutMillis = millis;
  }

  /** Whether the store answered with 200. */
  boolean readToy(String toy) {
    long call = seen.now();
    Optional<JsonElement> data = get(Toys.path(toy));
    data.ifPresent(
        shown -> {
          Map.Entry<String, State> entry = toy(shown);
          if (!entry.getKey().equals(toy)) {
            seen.problem("GET of " + toy + " was answered with " + shown);
          }
          read(Map.ofEntries(entry), call);
        });
    return data.isPresent();
  }

  /** Whether the store answered with 200. */
  boolean readAllToys() {
    long call = seen.now();
    Optional<JsonElement> data = get("/products");
    data.ifPresent(
        shown -> {
          Map<String, State> toys = new LinkedHashMap<>();
          for (JsonElement element : shown.getAsJsonArray()) {
            Map.Entry<String, State> entry = toy(element);
            toys.put(entry.getKey(), entry.getValue());
          }
          if (!toys.keySet().equals(Toys.names())) {
            seen.problem("GET of all products was answered with " + shown);
          }
          read(toys, call);
        });
    return data.isPresent();
  }

  private void read(Map<String, State> toys, long call) {
    seen.read(name + " at port " + port, toys, call, seen.now());
  }

  private static Map.Entry<String, State> toy(JsonElement shown) {
    JsonObject toy = shown.getAsJsonObject();
    long cents = toy.get("price").getAsBigDecimal().movePointRight(2).longValueExact();
    long quantity = toy.get("quantity").getAsBigDecimal().longValueExact();
    return Map.entry(toy.get("name").getAsString(), new State(cents, quantity));
  }

  /** Reads the order of a purchase that was answered with one; whether the store answered it. */
  boolean readOrder(Purchase purchase) {
    long number = purchase.answer().order();
    boolean restored = seen.isOrderBookRestored();
    Optional<JsonElement> data =
        get("/orders/" + number, () -> restored || seen.isOrderBookRestored());
    data.ifPresent(
        shown -> {
          seen.count(Count.ORDERS_READ);
          if (!Order.of(shown).equals(new Order(number, purchase.toy(), purchase.quantity()))) {
            seen.problem("order " + number + " of " + purchase + " reads as " + shown);
          }
        });
    return data.isPresent();
  }

  private Optional<JsonElement> get(String path) {
    return get(path, () -> false);
  }

  /** The data of a reply of 200, which it must be unless it may be a 404. */
  private Optional<JsonElement> get(String path, BooleanSupplier mayBe404) {
    return send("GET " + path, at -> connections.get(at, path, timeoutMillis))
        .filter(reply -> reply.status() != 404 || !mayBe404.getAsBoolean())
        .filter(reply -> expect(reply, "GET " + path, 200))
        .map(Client::data);
  }

  /** Sends a purchase, once; whether it is settled now. */
  boolean buy(Purchase purchase) {
    long call = seen.now();
    Optional<Reply> reply = post(purchase);
    switch (reply.map(Reply::status).orElse(0)) {
      case 200 -> {
        long number = data(reply.get()).getAsJsonObject().get("order_number").getAsLong();
        purchase.answered(new Purchase.Answer(number, call, seen.now()));
        seen.bought();
      }
      case 409 -> purchase.answered(new Purchase.Answer(-1, call, seen.now()));
      case 422 -> purchase.excluded();
      default -> unsettled(purchase, call, reply);
    }
    return purchase.isSettled();
  }

  private void unsettled(Purchase purchase, long call, Optional<Reply> reply) {
    boolean keyed = purchase.key() != null;
    boolean busy = reply.filter(some -> some.status() == 503).isPresent();
    // Without a key, a 503 says that nothing was sold, and a 500 that it may have been.
    if (sent && (keyed || !busy)) {
      purchase.unknown(call);
    }
    reply.ifPresent(some -> expect(some, purchase.toString(), keyed ? 503 : 500));
  }

  /** Uses the key of an answered purchase for another one, which the store must refuse. */
  void buyOther(Purchase answered) {
    String what = "another purchase under the key of " + answered;
    Purchase other = new Purchase(answered.key(), answered.toy(), answered.quantity() + 1);
    post(other).ifPresent(reply -> expect(reply, what, 422));
    seen.count(Count.OTHER_BODIES);
  }

  private Optional<Reply> post(Purchase purchase) {
    String toy = new JsonPrimitive(purchase.toy()).toString();
    String body = "{\"name\":" + toy + ",\"quantity\":" + purchase.quantity() + "}";
    return send(
        "POST of " + purchase,
        at -> connections.post(at, "/orders", purchase.key(), body, timeoutMillis));
  }

  /** Empty if no reply came. */
  private Optional<Reply> send(String what, Request request) {
    port = ports.get(random.nextInt(ports.size()));
    long call = seen.now();
    sent = true;
    try {
      return Optional.of(request.send(port));
    } catch (Connections.NotSentException e) {
      sent = false;
      seen.count(Count.NOT_SENT);
    } catch (SocketTimeoutException e) {
      seen.count(Count.HUNG_UP);
      if (timeoutMillis == PATIENT_MILLIS) {
        seen.problem("no reply to " + what + " within " + PATIENT_MILLIS + " ms");
        silence.run();
      }
    } catch (Connection.CutOffException e) {
      seen.count(Count.NO_REPLY);
      seen.cutOff(call, seen.now());
    } catch (ProtocolException e) {
      seen.problem(what + " got a reply that is not HTTP: " + e.getMessage());
    } catch (IOException e) {
      seen.count(Count.NO_REPLY);
    }
    return Optional.empty();
  }

  /** 503 is no answer, and not wrong. */
  private boolean expect(Reply reply, String request, int status) {
    if (reply.status() == 503) {
      seen.count(Count.BUSY);
    } else if (reply.status() != status) {
      seen.problem(request + " was answered with " + reply.status() + " " + reply.body());
    }
    return reply.status() == status;
  }

  private static JsonElement data(Reply reply) {
    return StrictJson.object(reply.body()).get("data");
  }

  @Override
  public void close() throws IOException {
    connections.close();
  }
}
