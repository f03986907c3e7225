package crash;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** What there is to buy in a crash run: enough of most toys, and one that sells out. */
final class Toys {
  /**
   * A toy.
   *
   * @param stock that the run begins with
   */
  record Toy(String name, int stock) {}

  static final String UNKNOWN = "Nobody's Toy";
  static final int PRICE_CENTS = 995;

  private static final int PLENTY = 50_000_000;
  private static final int RARE_IN_PERCENT = 8;

  /** The one that sells out. */
  static final Toy RARE = new Toy("Rare", 100);

  /** Their names have the same CRC32C, and so has what follows after the names. */
  static final List<Toy> TWINS =
      List.of(new Toy("Tux", PLENTY), new Toy("Tux twin pkohwzu", PLENTY));

  /** {@link #RARE} is the last. */
  static final List<Toy> ALL =
      List.of(
          TWINS.get(0),
          TWINS.get(1),
          new Toy("Rubik's Cube", PLENTY),
          new Toy("Train \"Set\", red", PLENTY),
          new Toy("Bär & Söhne 100%", PLENTY),
          new Toy("Yo-Yo", PLENTY),
          RARE);

  private Toys() {}

  static Set<String> names() {
    return ALL.stream().map(Toy::name).collect(Collectors.toSet());
  }

  static Toy any(SplittableRandom random) {
    boolean rare = random.nextInt(100) < RARE_IN_PERCENT;
    return rare ? RARE : plenty(random.nextInt(ALL.size() - 1));
  }

  /** One of those that do not sell out, by a number from 0. */
  static Toy plenty(int number) {
    return ALL.get(number % (ALL.size() - 1));
  }

  static String path(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "/products/" + encoded;
  }
}
