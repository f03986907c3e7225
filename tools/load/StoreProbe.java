package load;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One look at the whole catalogue, before and after a run. */
final class StoreProbe {
  private static final int TIMEOUT_MILLIS = 10_000;

  private StoreProbe() {}

  /**
   * The store's toys by name, in catalogue order.
   *
   * @throws IOException if no store answers
   * @throws WrongReplyException if the reply is not what the contract says
   */
  static Map<String, ReplyCheck.Product> products(String host) throws IOException {
    HttpURLConnection http =
        (HttpURLConnection) new URL("http://" + host + "/products").openConnection();
    http.setConnectTimeout(TIMEOUT_MILLIS);
    http.setReadTimeout(TIMEOUT_MILLIS);
    http.setRequestProperty("Connection", "close");
    if (http.getResponseCode() != 200) {
      throw new IOException("GET /products was answered with status " + http.getResponseCode());
    }
    try (InputStream body = http.getInputStream()) {
      return byName(ReplyCheck.products(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  private static Map<String, ReplyCheck.Product> byName(List<ReplyCheck.Product> products) {
    Map<String, ReplyCheck.Product> byName = new LinkedHashMap<>();
    for (ReplyCheck.Product product : products) {
      if (byName.put(product.name(), product) != null) {
        throw new WrongReplyException(product.name() + " is listed twice");
      }
    }
    return byName;
  }
}
