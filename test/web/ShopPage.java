package web;

import common.testing.Await;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The page in one tab of the browser, as its reader sees it. Whatever is asked of it, that tab is
 * brought to the front.
 */
final class ShopPage {
  private final ChromeDriver driver;
  private final String tab;

  private ShopPage(ChromeDriver driver) {
    this.driver = driver;
    this.tab = driver.getWindowHandle();
  }

  /** In the tab at hand; it may not show toys yet. */
  static ShopPage open(ChromeDriver driver, String address) {
    driver.get("http://" + address + "/");
    return new ShopPage(driver);
  }

  /** In a tab of its own. */
  static ShopPage openTab(ChromeDriver driver, String address) {
    driver.switchTo().newWindow(WindowType.TAB);
    return open(driver, address);
  }

  private ChromeDriver here() {
    driver.switchTo().window(tab);
    return driver;
  }

  /** The first tab of the browser is at hand afterwards. */
  void close() {
    here().close();
    driver.switchTo().window(driver.getWindowHandles().iterator().next());
  }

  void reload() {
    here().navigate().refresh();
  }

  /** Runs a script in the page; what it returns. */
  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) here()).executeScript(script, arguments);
  }

  WebElement find(String css) {
    return here().findElement(By.cssSelector(css));
  }

  List<String> names() {
    return visibleTexts(".toy .name");
  }

  /** The text of each of these elements that can be seen. */
  List<String> visibleTexts(String css) {
    return here().findElements(By.cssSelector(css)).stream()
        .filter(WebElement::isDisplayed)
        .map(WebElement::getText)
        .toList();
  }

  /** Waits until the toys are there. */
  ShopPage awaitToys() {
    Await.until("the page shows toys", () -> !here().findElements(By.className("toy")).isEmpty());
    return this;
  }

  /** The toy on the shelf; the name may hold anything but both kinds of quotes. */
  WebElement toy(String name) {
    String quote = name.contains("'") ? "\"" : "'";
    return here()
        .findElement(
            By.xpath("//li[contains(@class,'toy')][.//h3[text()=" + quote + name + quote + "]]"));
  }

  private WebElement part(String name, String part) {
    return toy(name).findElement(By.className(part));
  }

  String stock(String name) {
    return part(name, "stock").getText();
  }

  String price(String name) {
    return part(name, "price").getText();
  }

  WebElement button(String name) {
    return part(name, "submit");
  }

  WebElement quantity(String name) {
    return part(name, "quantity");
  }

  void buy(String name) {
    // Not at the edge of the window, where the top of the page may cover it.
    run("arguments[0].scrollIntoView({block: 'center'})", button(name));
    button(name).click();
  }

  String message(String name) {
    return part(name, "message").getText();
  }

  /** Open, Away or Back. */
  String state() {
    return find("#state").getText();
  }

  /** What is listed as "2 × Tux", in the order of the list. */
  List<String> orders() {
    return visibleTexts(".order-what");
  }

  void awaitStock(String name, String text) {
    Await.until(name + ": " + text, () -> stock(name).equals(text));
  }

  void awaitMessage(String name, String start) {
    Await.until(name + " says: " + start, () -> message(name).startsWith(start));
  }

  void awaitState(String state) {
    Await.until("the store is shown as " + state, () -> state().equals(state));
  }
}
