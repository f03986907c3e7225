package frontend;

import java.util.List;
import java.util.Locale;

/** What a client wants to read (RFC 9110, section 12.5.1). */
final class Accept {
  private Accept() {}

  /**
   * Whether a client asks for JSON rather than for a page: programs do, browsers do not, and who
   * takes anything has not asked.
   *
   * @param accept the header's values; null if there are none
   */
  static boolean prefersJson(List<String> accept) {
    return accept != null
        && quality(accept, "application/json", "application/*")
            > quality(accept, "text/html", "text/*");
  }

  /** Of a type, 0 to 1: what its most specific range says. */
  private static double quality(List<String> accept, String type, String family) {
    String all = String.join(",", accept).toLowerCase(Locale.ROOT);
    double ofFamily = -1;
    double ofAny = -1;
    for (String range : all.split(",", -1)) {
      String[] parts = range.split(";", -1);
      String media = parts[0].strip();
      if (media.equals(type)) {
        return weight(parts);
      } else if (media.equals(family)) {
        ofFamily = weight(parts);
      } else if (media.equals("*/*")) {
        ofAny = weight(parts);
      }
    }
    return ofFamily >= 0 ? ofFamily : Math.max(0, ofAny);
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        return number(parameter.substring(2));
      }
    }
    return 1;
  }

  /** 0 for what is no weight. */
  private static double number(String text) {
    return text.matches("[01](\\.\\d{0,3})?") ? Double.parseDouble(text) : 0;
  }
}
