package web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on any screen and for everybody; with a toy whose name is hard to set. */
class ShopLookTest {
  private static final String LONGEST = "W".repeat(200);

  private static final String CATALOG =
      "Tux,15.99,100\nGone,9.50,0\nFew,999999999.99,3\nHeard,2.00,9\n"
          + LONGEST
          + ",119.00,2147483647\n";

  /** Where the screenshots stay, for people. */
  private static final Path SCREENSHOTS = Path.of("build/page");

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

  @BeforeEach
  void desk() {
    shop.browser.show(1280, 900);
    shop.browser.dark(false);
  }

  @AfterEach
  void nothingWentWrongInTheBrowser() {
    assertEquals(List.of(), shop.browser.troubles());
  }

  /** With orders, and with a message of each kind. */
  private static ShopPage openAndUse() throws Exception {
    ShopPage page = shop.open();
    page.buy("Tux");
    page.awaitMessage("Tux", "Bought");
    page.run(
        "window.fetch = new Proxy(fetch, {apply: (f, self, [url, ...rest]) =>"
            + " f.call(self, url === 'orders' ? 'orders/none' : url, ...rest)})");
    page.buy(LONGEST);
    page.awaitMessage(LONGEST, "Not bought");
    page.run("window.fetch = () => Promise.reject()");
    page.buy("Few");
    page.awaitMessage("Few", "No answer yet.");
    page.awaitState("Away");
    return page;
  }

  @ParameterizedTest
  @CsvSource({"1280, false", "1280, true", "390, false", "390, true", "320, false"})
  void axe_findsNothing(int width, boolean dark) throws Exception {
    shop.browser.show(width, 900);
    shop.browser.dark(dark);
    ShopPage page = openAndUse();
    shop.browser.screenshot(
        SCREENSHOTS.resolve("shop-" + width + (dark ? "-dark" : "-light") + ".png"));
    page.run(axe());
    Object found =
        shop.browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
                axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(
                    (result) => done(result.violations.map((one) =>
                        one.id + ": " + one.help + " " + one.nodes.map((node) => node.html).slice(0, 3))),
                    (error) => done(["" + error]));
                """);
    assertEquals(List.of(), found);
  }

  private static String axe() throws IOException {
    try (InputStream in = ShopLookTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 640, 1024, 1920})
  void page_isNeverWiderThanTheScreen(int width) throws Exception {
    shop.browser.show(width, 640);
    ShopPage page = openAndUse();
    assertEquals(
        page.run("return document.documentElement.clientWidth"),
        page.run("return document.documentElement.scrollWidth"));
    Object outside =
        page.run(
            """
            const width = innerWidth;
            return [...document.body.querySelectorAll("*")]
                .filter((one) => one.getBoundingClientRect().right > width + 0.5 && !one.closest(".visually-hidden"))
                .map((one) => one.outerHTML.slice(0, 80));
            """);
    assertEquals(List.of(), outside);
  }

  @ParameterizedTest
  @CsvSource({"true, 'rgb(20, 22, 27)'", "false, 'rgb(251, 248, 243)'"})
  void page_isDarkForWhoLikesItDark(boolean dark, String background) {
    shop.browser.dark(dark);
    ShopPage page = shop.open();
    assertEquals(background, page.run("return getComputedStyle(document.body).backgroundColor"));
  }

  @Test
  void liveRegion_saysWhatHappens() {
    ShopPage page = shop.open();
    assertEquals("status", page.find("#live").getAttribute("role"));
    page.run(
        """
        window.said = [];
        new MutationObserver(() => said.push(live.textContent))
            .observe(document.getElementById("live"), {childList: true, characterData: true, subtree: true});
        """);
    page.buy("Heard");
    page.awaitMessage("Heard", "Bought");
    List<?> said = (List<?>) page.run("return said");
    assertEquals("Ordering 1 × Heard", said.get(0));
    assertEquals(page.message("Heard"), said.get(1));
  }
}
