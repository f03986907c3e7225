package bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import store.Service;
import store.ServiceProcess;

/** How long nobody can buy when a leader ends. */
final class TakeOver {
  private static final String PURCHASE = "{\"name\":\"Toy 0\",\"quantity\":1}";

  /** Longer than a lease and the start of the next leader. */
  private static final double KILL_WINDOW_SECONDS = 12;

  private static final double STOP_WINDOW_SECONDS = 4;
  private static final double GIVE_UP_SECONDS = 60;

  private final BenchCluster cluster;
  private final HttpClient http = HttpClient.newHttpClient();

  TakeOver(BenchCluster cluster) {
    this.cluster = cluster;
  }

  /** Seconds without a purchase after SIGTERM for the leader. */
  double afterStop(Service service) throws Exception {
    return longestPause(service, "TERM", STOP_WINDOW_SECONDS);
  }

  /** Seconds without a purchase after SIGKILL for the leader. */
  double afterKill(Service service) throws Exception {
    return longestPause(service, "KILL", KILL_WINDOW_SECONDS);
  }

  private double longestPause(Service service, String signal, double window) throws Exception {
    ServiceProcess leader = cluster.leader(service);
    awaitPurchase();
    long start = System.nanoTime();
    long last = start;
    long longest = 0;
    leader.signal(signal);
    while (last - start < window * 1e9) {
      awaitPurchase();
      long now = System.nanoTime();
      longest = Math.max(longest, now - last);
      last = now;
    }
    startAgain(leader);
    return longest / 1e9;
  }

  /** Seconds from the election of the next leader to a purchase, after SIGKILL for the leader. */
  double fromElectionToPurchase(Service service) throws Exception {
    ServiceProcess leader = cluster.leader(service);
    leader.signal("KILL");
    while (cluster.store().leader(service).filter(next -> next != leader).isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    long elected = System.nanoTime();
    awaitPurchase();
    double seconds = (System.nanoTime() - elected) / 1e9;
    startAgain(leader);
    return seconds;
  }

  private void startAgain(ServiceProcess leader) throws Exception {
    leader.awaitExit();
    leader.start();
    cluster.store().awaitServing();
  }

  private void awaitPurchase() throws InterruptedException {
    long start = System.nanoTime();
    while (!isBought()) {
      if (System.nanoTime() - start > GIVE_UP_SECONDS * 1e9) {
        throw new IllegalStateException("nothing was sold for " + GIVE_UP_SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private boolean isBought() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + cluster.host() + "/orders"))
            .timeout(Duration.ofSeconds(5))
            .POST(HttpRequest.BodyPublishers.ofString(PURCHASE))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
