package abuse;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import store.Service;
import store.StoreProcesses;

/**
 * The store under attack: real processes with the memory limits of the containers. It is used by
 * one thread, except for {@link #residentBytes} and the ports.
 */
final class Target implements AutoCloseable {
  /** Its pages may buy. */
  static final String ALLOWED_ORIGIN = "https://shop.example";

  private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MAX_LOG_BYTES_READ = 16 << 20;
  private static final String PURCHASE = "{\"name\":\"Tux\",\"quantity\":1}";

  private final Catalogue catalogue;
  private final Path folder;
  private final AbuseOptions options;
  private StoreProcesses processes;
  private int starts;

  /** Which toys there are; all catalogues have Tux. */
  enum Catalogue {
    /** 1,000 toys: {@code GET /products} answers with about 60 KB. */
    ORDINARY,
    /** 25,000 toys with the longest names: more than gRPC's 4 MiB. */
    HUGE;

    private String csv() {
      StringBuilder csv = new StringBuilder("name,price,quantity\nTux,15.99,100000000\n");
      int toys = this == HUGE ? 25_000 : 1_000;
      for (int i = 1; i < toys; i++) {
        String number = String.format("%05d", i);
        csv.append(this == HUGE ? "x".repeat(195) + number : "Toy " + number);
        csv.append(",9.99,1000\n");
      }
      return csv.toString();
    }
  }

  Target(Catalogue catalogue, Path folder, AbuseOptions options) {
    this.catalogue = catalogue;
    this.folder = folder;
    this.options = options;
  }

  /** Starts the store, on ports of its own and with an empty data folder. */
  void start() throws IOException, InterruptedException {
    starts++;
    processes = new StoreProcesses(folder.resolve("store-" + starts));
    Files.writeString(processes.data().resolve("catalog.csv"), catalogue.csv());
    processes.environment(Service.FRONTEND, "ALLOWED_ORIGINS", ALLOWED_ORIGIN);
    processes.startAll();
    // The first requests of a JVM are slow: they are nobody's fault.
    for (int i = 0; i < 200; i++) {
      isWell();
    }
  }

  /** Leaves the store as the next attack wants to find it, with a new store if need be. */
  void restore(PrintStream out) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + RECOVERY_NANOS;
    while (!isWell()) {
      if (System.nanoTime() > deadline) {
        out.println("    the store does not recover: the next attack gets a new one");
        kill();
        start();
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private void kill() {
    for (Service service : Service.values()) {
      if (processes.isAlive(service)) {
        processes.kill(service);
      }
    }
    processes.close();
  }

  /** Whether a query, a purchase and the health check succeed, each at the first try. */
  boolean isWell() {
    return HttpClients.status(http(), "GET", "/health", "") == 200
        && HttpClients.status(http(), "GET", "/products/Tux", "") == 200
        && HttpClients.status(http(), "POST", "/orders", PURCHASE) == 200;
  }

  /** Milliseconds until the store is well, or -1 if that takes longer than this. */
  long millisUntilWell(long atMost) throws InterruptedException {
    long start = System.nanoTime();
    while (!isWell()) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(atMost)) {
        return -1;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** A number that depends on the size of the run. */
  int scale(int full, int whenShort) {
    return options.scale(full, whenShort);
  }

  /** Where clients find the store on 127.0.0.1. */
  int http() {
    return processes.port(Service.FRONTEND);
  }

  /** Where gRPC clients find a service on 127.0.0.1. */
  int grpc(Service service) {
    return processes.port(service);
  }

  void pause(Service service) throws IOException, InterruptedException {
    processes.pause(service);
  }

  void resume(Service service) throws IOException, InterruptedException {
    processes.resume(service);
  }

  /** The services that have ended. */
  List<Service> dead() {
    List<Service> dead = new ArrayList<>(List.of(Service.values()));
    dead.removeIf(processes::isAlive);
    return dead;
  }

  /** What a container may hold, as in docker-compose.yml. */
  static long memoryLimit(Service service) {
    return (service == Service.CATALOG ? 192L : 256L) << 20;
  }

  /** Resident memory of a service's process; 0 where the system does not tell. */
  long residentBytes(Service service) {
    Path status = Path.of("/proc", Long.toString(processes.pid(service)), "status");
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  long logSize(Service service) throws IOException {
    return Files.size(processes.log(service));
  }

  /** What a service has logged from an offset on, or the beginning of that if it is very much. */
  String logSince(Service service, long offset) throws IOException {
    try (FileChannel log = FileChannel.open(processes.log(service))) {
      long length = Math.min(log.size() - offset, MAX_LOG_BYTES_READ);
      log.position(offset);
      byte[] bytes = Channels.newInputStream(log).readNBytes((int) length);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    if (processes != null) {
      processes.close();
    }
  }
}
