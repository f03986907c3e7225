package web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import store.Service;
import store.StoreProcesses;

/** The store as processes, with these toys, and a browser in front of it. */
final class Shop implements AutoCloseable {
  final StoreProcesses store;
  final Browser browser = new Browser();

  /**
   * @param catalog the rows of catalog.csv
   */
  Shop(Path folder, String catalog) throws IOException, InterruptedException {
    store = new StoreProcesses(folder);
    Files.writeString(store.data().resolve("catalog.csv"), "name,price,quantity\n" + catalog);
    store.startAll();
  }

  /** The page in the tab at hand, showing toys, as in a browser that was never here. */
  ShopPage open() {
    browser.forget("http://" + store.address());
    return ShopPage.open(browser.driver(), store.address()).awaitToys();
  }

  /** The page in one more tab. */
  ShopPage openTab() {
    return ShopPage.openTab(browser.driver(), store.address()).awaitToys();
  }

  HttpReply get(String path) {
    return HttpConnection.getOnce(store.port(Service.FRONTEND), path);
  }

  /** Another customer. */
  void buyElsewhere(String name, int quantity) {
    String body = "{\"name\":\"" + name + "\",\"quantity\":" + quantity + "}";
    assertEquals(200, HttpConnection.postOnce(store.port(Service.FRONTEND), body).status());
  }

  /** The orders of a toy that the store has, as "number: quantity", oldest first. */
  List<String> ordersOf(String name) {
    List<String> found = new ArrayList<>();
    for (int number = 0; ; number++) {
      HttpReply reply = get("/orders/" + number);
      if (reply.status() == 404) {
        return found;
      }
      if (reply.data().get("name").getAsString().equals(name)) {
        found.add(number + ": " + reply.integer("quantity"));
      }
    }
  }

  @Override
  public void close() {
    browser.close();
    store.close();
  }
}
