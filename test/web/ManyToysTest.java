package web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page with 500 toys. */
class ManyToysTest {
  private static final int TOYS = 500;

  private static final String SHOWN =
      "return [...document.querySelectorAll('.toy')].filter((toy) => toy.offsetHeight > 0).length";

  @TempDir static Path folder;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    StringBuilder catalog = new StringBuilder("Tux,15.99,100\n");
    for (int i = 2; i <= TOYS; i++) {
      catalog.append("Toy number ").append(i).append(",1.00,").append(i).append('\n');
    }
    shop = new Shop(folder, catalog.toString());
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @AfterEach
  void nothingWentWrongInTheBrowser() {
    assertEquals(List.of(), shop.browser.troubles());
  }

  @ParameterizedTest
  @CsvSource({"toy, 499", "toy 4, 176", "toy 49, 15", "number 499, 1", "t u x, 1", "zebra, 0"})
  void search_among500Toys_showsThoseThatMatch(String words, int matches) {
    ShopPage page = shop.open();
    page.find("#search").sendKeys(words);
    assertEquals(matches + " of 500 toys", page.find("#match-count").getText());
    assertEquals(matches, ((Long) page.run(SHOWN)).intValue());
  }

  @Test
  void stockOf500Toys_changesInPlace() {
    ShopPage page = shop.open();
    page.run("document.querySelectorAll('.toy').forEach((toy) => { toy.dataset.mark = 'old' })");
    page.quantity("Toy number 400").sendKeys("12");
    shop.buyElsewhere("Toy number 400", 100);
    page.awaitStock("Toy number 400", "300 in stock");
    assertEquals(500L, page.run("return document.querySelectorAll('.toy[data-mark=old]').length"));
    assertEquals("12", page.quantity("Toy number 400").getAttribute("value"));
    assertEquals(page.quantity("Toy number 400"), page.run("return document.activeElement"));
  }
}
