package web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import store.Service;

/** What a customer sees when the store fails in the middle, and that it is bought exactly once. */
class ShopFaultTest {
  private static final String CATALOG =
      """
      catalog,2.00,10
      order,2.00,10
      frontend,2.00,10
      Reloaded,2.00,10
      Two tabs,2.00,10
      Closed tab,2.00,10
      Unseen,2.00,10
      """;

  @TempDir static Path folder;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    shop = new Shop(folder, CATALOG);
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @AfterEach
  void nothingWentWrongInTheBrowser() {
    // While the frontend is away, its address cannot be reached.
    assertEquals(
        List.of(),
        shop.browser.troubles().stream().filter(line -> !line.contains("net::ERR_")).toList());
  }

  @AfterEach
  void everyServiceIsUpAgain() throws Exception {
    for (Service service : Service.values()) {
      if (!shop.store.isAlive(service)) {
        shop.store.start(service);
      }
      shop.store.resume(service);
    }
  }

  private static void assertBoughtOnce(ShopPage page, String name) {
    assertEquals(List.of("1 × " + name), page.orders());
    assertEquals(1, shop.ordersOf(name).size());
    page.awaitStock(name, "9 in stock");
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void buy_serviceKilledInTheMiddle_isBoughtOnceWhenItIsBack(Service service) throws Exception {
    String name = service.title();
    ShopPage page = shop.open();
    // A stopped process takes the request and does not answer: so it is killed in the middle.
    shop.store.pause(service);
    page.buy(name);
    assertTrue(page.button(name).getText().startsWith("Ordering…"));
    shop.store.kill(service);
    page.awaitMessage(name, "No answer yet.");
    page.awaitState("Away");
    assertEquals(List.of("on its way…"), page.visibleTexts(".order-when"));
    shop.store.start(service);
    page.awaitMessage(name, "Bought 1 × " + name);
    page.awaitState("Back");
    assertBoughtOnce(page, name);
    page.awaitState("Open");
  }

  @Test
  void buy_pageReloadedInTheMiddle_isBoughtOnce() throws Exception {
    ShopPage page = shop.open();
    shop.store.pause(Service.ORDER);
    page.buy("Reloaded");
    page.reload();
    page.awaitToys();
    assertTrue(page.button("Reloaded").getText().startsWith("Ordering…"));
    assertEquals(List.of("on its way…"), page.visibleTexts(".order-when"));
    shop.store.resume(Service.ORDER);
    page.awaitMessage("Reloaded", "Bought 1 × Reloaded");
    assertBoughtOnce(page, "Reloaded");
  }

  @Test
  void buy_withTwoTabs_isBoughtOnceAndListedInBoth() throws Exception {
    ShopPage first = shop.open();
    shop.store.pause(Service.ORDER);
    first.buy("Two tabs");
    ShopPage second = shop.openTab();
    assertTrue(second.button("Two tabs").getText().startsWith("Ordering…"));
    second.buy("Two tabs");
    shop.store.resume(Service.ORDER);
    for (ShopPage page : List.of(first, second)) {
      Await.until("it is bought", () -> page.button("Two tabs").getText().startsWith("Buy"));
    }
    assertBoughtOnce(second, "Two tabs");
    assertBoughtOnce(first, "Two tabs");
    second.close();
  }

  @Test
  void buy_tabClosedInTheMiddle_isBoughtOnceByTheOther() throws Exception {
    ShopPage other = shop.open();
    ShopPage buyer = shop.openTab();
    shop.store.pause(Service.ORDER);
    buyer.buy("Closed tab");
    buyer.close();
    shop.store.resume(Service.ORDER);
    other.awaitMessage("Closed tab", "Bought 1 × Closed tab");
    assertBoughtOnce(other, "Closed tab");
  }

  @Test
  void open_whileTheCatalogIsAway_saysSoAndShowsTheToysWhenItIsBack() throws Exception {
    shop.store.kill(Service.CATALOG);
    ShopPage page = ShopPage.open(shop.browser.driver(), shop.store.address());
    page.awaitState("Away");
    assertTrue(page.find("#notice").getText().startsWith("The store does not answer yet."));
    shop.store.start(Service.CATALOG);
    page.awaitToys();
    Await.until("the notice is gone", () -> !page.find("#notice").isDisplayed());
  }

  @Test
  void page_thatIsNotSeen_asksNothingUntilItIsSeen() throws Exception {
    ShopPage hidden = shop.open();
    hidden.awaitStock("Unseen", "10 in stock");
    hidden.run(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable:"
            + " true})");
    ShopPage seen = shop.openTab();
    // The tab that is seen asks twice at least before it has shown both.
    for (int left = 9; left >= 8; left--) {
      shop.buyElsewhere("Unseen", 1);
      seen.awaitStock("Unseen", left + " in stock");
    }
    assertEquals("10 in stock", hidden.stock("Unseen"));
    seen.close();
    hidden.run(
        "delete document.visibilityState; document.dispatchEvent(new Event('visibilitychange'))");
    hidden.awaitStock("Unseen", "8 in stock");
  }
}
