package crash;

import common.text.Csv;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** What there is to buy in a crash run: enough of most toys, and one that sells out. */
final class CrashToys {
  record Toy(String name, int stock) {}

  static final String UNKNOWN = "Nobody's Toy";

  private static final int PLENTY = 50_000_000;
  private static final int RARE = 100;
  private static final int RARE_IN_PERCENT = 8;

  /** The last is the one that sells out. */
  static final List<Toy> ALL =
      List.of(
          new Toy("Tux", PLENTY),
          new Toy("Rubik's Cube", PLENTY),
          new Toy("Train \"Set\", red", PLENTY),
          new Toy("Bär & Söhne 100%", PLENTY),
          new Toy("Yo-Yo", PLENTY),
          new Toy("Rare", RARE));

  private CrashToys() {}

  static Toy any(SplittableRandom random) {
    int last = ALL.size() - 1;
    boolean rare = random.nextInt(100) < RARE_IN_PERCENT;
    return ALL.get(rare ? last : random.nextInt(last));
  }

  /** A catalogue as a person writes it. */
  static String catalogue() {
    StringBuilder text = new StringBuilder("name,price,quantity\n");
    for (Toy toy : ALL) {
      Csv.append(text, toy.name());
      text.append(",9.95,").append(toy.stock()).append('\n');
    }
    return text.toString();
  }

  static String path(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "/products/" + encoded;
  }
}
