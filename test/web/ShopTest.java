package web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import store.Service;

/** What a customer does in the shop. */
class ShopTest {
  private static final String EVIL = "<script>alert(1)</script>";
  private static final String EVIL_IMAGE = "<img src=x onerror=alert(1)>";
  private static final String CATALOG =
      """
      Tux,15.99,100
      Whale,34.9,50
      Fox,1234.50,2000
      Last,9.50,1
      Gone,9.50,0
      Race,2.00,10
      Watched,2.00,1000
      Twice,2.00,10
      Keys,2.00,10
      "Bär, braun",7.50,10
      <script>alert(1)</script>,1.00,10
      <img src=x onerror=alert(1)>,1.00,10
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
    assertEquals(List.of(), shop.browser.troubles());
  }

  @Test
  void shelf_hasEveryToyWithPriceAndStock() {
    ShopPage page = shop.open();
    assertEquals(12, page.names().size());
    assertEquals(List.of("Tux", "Whale", "Fox"), page.names().subList(0, 3));
    assertEquals("34.90", page.price("Whale"));
    assertEquals("1,234.50", page.price("Fox"));
    assertEquals("2,000 in stock", page.stock("Fox"));
    page.awaitState("Open");
  }

  @Test
  void buy_takesThePiecesAndListsTheOrder() {
    ShopPage page = shop.open();
    WebElement quantity = page.quantity("Whale");
    quantity.clear();
    quantity.sendKeys("2");
    assertEquals("Buy for 69.80", page.button("Whale").getText().lines().findFirst().get());
    page.buy("Whale");
    page.awaitMessage("Whale", "Bought 2 × Whale: order ");
    page.awaitStock("Whale", "48 in stock");
    assertEquals(List.of("2 × Whale"), page.orders());
    assertEquals(1, shop.ordersOf("Whale").size());
    page.find(".look-up").click();
    Await.until(
        "the store knows the order",
        () -> page.find(".order-answer").getText().equals("The store has this order."));
  }

  @Test
  void buy_clickedTwice_isOneOrder() {
    ShopPage page = shop.open();
    page.run(
        "for (let i = 0; i < 3; i++) arguments[0].click(); arguments[0].form.requestSubmit()",
        page.button("Twice"));
    page.awaitMessage("Twice", "Bought 1 × Twice");
    assertEquals(1, shop.ordersOf("Twice").size());
  }

  @Test
  void buy_theLastPiece_isSoldOut() {
    ShopPage page = shop.open();
    assertEquals("Only 1 left", page.stock("Last"));
    page.buy("Last");
    page.awaitStock("Last", "Sold out");
    assertTrue(page.button("Last").getText().startsWith("Sold out"));
    assertEquals("true", page.button("Last").getAttribute("aria-disabled"));
    page.buy("Last");
    page.buy("Gone");
    assertEquals(List.of("1 × Last"), page.orders());
  }

  @Test
  void buy_moreThanIsLeft_isRefusedAndSaysWhatIsLeft() {
    ShopPage page = shop.open();
    WebElement quantity = page.quantity("Race");
    quantity.clear();
    quantity.sendKeys("8");
    // Another customer is faster, and the page cannot know yet: no timer runs within one script.
    page.run(
        """
        const other = new XMLHttpRequest();
        other.open("POST", "/orders", false);
        other.send('{"name":"Race","quantity":7}');
        arguments[0].click();
        """,
        page.button("Race"));
    page.awaitMessage("Race", "Not bought. Only 3 left.");
    assertEquals(List.of(), page.orders());
    assertEquals(1, shop.ordersOf("Race").size());
  }

  @Test
  void buy_aQuantityThatIsNone_isNotSent() {
    ShopPage page = shop.open();
    for (String wrong : List.of("", "0", "1.5", "101")) {
      WebElement quantity = page.quantity("Tux");
      quantity.clear();
      quantity.sendKeys(wrong);
      page.buy("Tux");
      assertEquals(false, page.run("return arguments[0].checkValidity()", quantity), wrong);
    }
    assertEquals(List.of(), page.orders());
    assertFalse(
        page.toy("Tux").findElement(org.openqa.selenium.By.className("message")).isDisplayed());
  }

  @Test
  void stock_fallsWhileOthersBuy_andUnchangedToysComeAs304() throws Exception {
    ShopPage page = shop.open();
    page.awaitStock("Watched", "1,000 in stock");
    shop.buyElsewhere("Watched", 250);
    page.awaitStock("Watched", "750 in stock");
    Await.until(
        "a reply 304 in the log",
        () -> Files.readString(shop.store.log(Service.FRONTEND)).contains("GET /products 304"));
  }

  @Test
  void keyboardAlone_isEnoughToBuy() {
    ShopPage page = shop.open();
    Actions keys = new Actions(shop.browser.driver());
    keys.sendKeys(Keys.TAB).perform();
    assertEquals("Skip to the toys", focused(page).getText());
    keys.sendKeys(Keys.TAB, "keys").perform();
    assertEquals(List.of("Keys"), page.names());
    tabUntil(page, "How many Keys");
    keys.sendKeys(Keys.ARROW_UP, Keys.ARROW_UP, Keys.ENTER).perform();
    page.awaitMessage("Keys", "Bought 3 × Keys");
    assertEquals("How many Keys", focused(page).getAccessibleName());
    tabUntil(page, "Buy Keys");
    keys.sendKeys(Keys.SPACE).perform();
    page.awaitMessage("Keys", "Bought 1 × Keys");
    assertEquals("Buy Keys", focused(page).getAccessibleName(), "it keeps the focus");
    assertEquals(List.of("1 × Keys", "3 × Keys"), page.orders());
  }

  private static WebElement focused(ShopPage page) {
    return (WebElement) page.run("return document.activeElement");
  }

  private static void tabUntil(ShopPage page, String name) {
    for (int i = 0; i < 10; i++) {
      if (focused(page).getAccessibleName().equals(name)) {
        return;
      }
      new Actions(shop.browser.driver()).sendKeys(Keys.TAB).perform();
    }
    throw new AssertionError("the tab key does not reach: " + name);
  }

  @Test
  void search_findsWithoutCaseAndAccents() {
    ShopPage page = shop.open();
    page.find("#search").sendKeys("BRAUN bar");
    assertEquals(List.of("Bär, braun"), page.names());
    assertEquals("1 of 12 toys", page.find("#match-count").getText());
    page.find("#search").sendKeys("x");
    assertEquals(List.of(), page.names());
    assertEquals("No toy here is called “BRAUN barx”.", page.find("#no-match").getText());
  }

  @Test
  void name_thatIsMarkup_isShownAsText() {
    ShopPage page = shop.open();
    for (String evil : List.of(EVIL, EVIL_IMAGE)) {
      assertTrue(page.names().contains(evil));
      page.buy(evil);
      page.awaitMessage(evil, "Bought 1 × " + evil);
    }
    assertEquals(List.of("1 × " + EVIL_IMAGE, "1 × " + EVIL), page.orders());
    assertEquals(1L, page.run("return document.querySelectorAll('script').length"));
    assertEquals(1L, page.run("return document.querySelectorAll('img').length"));
  }

  @Test
  void markupMadeFromText_isStoppedByThePolicy() {
    ShopPage page = shop.open();
    Object thrown =
        page.run("try { document.body.innerHTML = '<b>x</b>' } catch (e) { return e.name }");
    assertEquals("TypeError", thrown);
    assertTrue(shop.browser.troubles().toString().contains("TrustedHTML"));
  }
}
