package system;

import common.testing.MetricsPage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import store.Service;
import store.ServiceProcess;

/** The metrics of processes; those of a catalog or an order service, with METRICS_PORT=0. */
final class MetricsPages {
  private MetricsPages() {}

  static MetricsPage of(ServiceProcess process) {
    return MetricsPage.parse(text(process));
  }

  static String text(ServiceProcess process) {
    try {
      URI uri = URI.create("http://" + address(process) + "/metrics");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A service says in its log which port it got, the last time that it started. */
  private static String address(ServiceProcess process) throws IOException {
    return process.service() == Service.FRONTEND
        ? "127.0.0.1:" + process.port()
        : Files.readString(process.log())
            .replaceFirst("(?s).*metrics at http://(\\S+)/metrics.*", "$1");
  }
}
