package common.process;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Settings from the environment. A value that makes no sense stops the start. */
public final class Settings {
  private static final int MAX_WORKERS = 4096;

  private final Map<String, String> environment;

  /** Reads from a map, as {@link System#getenv()} gives one. */
  public Settings(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** A host name or an address; an unset or empty variable means the default. */
  public String host(String name, String fallback) throws StartException {
    String value = text(name, fallback);
    if (!isHost(value)) {
      throw wrong(name, value, "a host name or an address, like 127.0.0.1");
    }
    return value;
  }

  /** Hosts of which one leads, comma-separated, each with a port of its own if need be. */
  public String hosts(String name, String fallback) throws StartException {
    String value = text(name, fallback);
    for (String host : value.split(",", -1)) {
      if (!isHost(host) && !isHost(host.replaceFirst(":[0-9]{1,5}$", ""))) {
        throw wrong(name, value, "host names or addresses, like catalog-1,catalog-2:9101");
      }
    }
    return value;
  }

  /** As gRPC sees it, which takes hosts that fit into a URI: no underscores, for one. */
  private static boolean isHost(String text) {
    try {
      return text.matches("[A-Za-z0-9.:\\[\\]-]{1,255}")
          && new URI(null, null, text, 1, null, null, null).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** A TCP port from 0 to 65535; to listen on 0 means any free one. */
  public int port(String name, int fallback) throws StartException {
    return number(name, fallback, 0, 65535);
  }

  /** Threads in the fixed pool: {@code WORKERS}, from 1 to 4096. */
  public int workers(int fallback) throws StartException {
    return number("WORKERS", fallback, 1, MAX_WORKERS);
  }

  /** Toys kept in memory: {@code CACHE_SIZE}, 0 for none; as many as there are unless it is set. */
  public int cacheSize(int all) throws StartException {
    return text("CACHE_SIZE", "").isEmpty() ? all : number("CACHE_SIZE", 0, 0, 999_999_999);
  }

  /** How often sold-out toys are refilled: {@code RESTOCK_SECONDS}, 0 for never. */
  public int restockSeconds() throws StartException {
    return number("RESTOCK_SECONDS", 0, 0, 86_400);
  }

  /** Pieces of a toy that was refilled: {@code RESTOCK_TO}. */
  public int restockTo() throws StartException {
    return number("RESTOCK_TO", 100, 1, 999_999_999);
  }

  /** Where a service shows its metrics: {@code METRICS_PORT}, 0 for any free one; off if unset. */
  public OptionalInt metricsPort() throws StartException {
    return text("METRICS_PORT", "").isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(port("METRICS_PORT", 0));
  }

  /** The folder of the working files: {@code DATA_DIR}. */
  public Path dataFolder() throws StartException {
    String value = text("DATA_DIR", "data");
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw wrong("DATA_DIR", value, "a folder");
    }
  }

  /** Origins of web sites, with commas between them; none if unset. */
  public Set<String> origins(String name) throws StartException {
    Set<String> origins = new HashSet<>();
    for (String origin : text(name, "").split(",", -1)) {
      if (origin.strip().matches("https?://[A-Za-z0-9.:\\[\\]-]+")) {
        origins.add(origin.strip());
      } else if (!origin.isBlank()) {
        throw wrong(name, origin, "origins like https://shop.example, with commas between them");
      }
    }
    return Set.copyOf(origins);
  }

  /** Whether the journals are in etcd: {@code ENGINE}, {@code files} or {@code etcd}. */
  public boolean usesEtcd() throws StartException {
    String engine = text("ENGINE", "files");
    if (!Set.of("files", "etcd").contains(engine)) {
      throw wrong("ENGINE", engine, "files or etcd");
    }
    return engine.equals("etcd");
  }

  /** A whole number. */
  public int number(String name, int fallback, int least, int most) throws StartException {
    String value = text(name, Integer.toString(fallback));
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw wrong(name, value, "a whole number from " + least + " to " + most);
  }

  /** Any text; an unset or empty variable means the default. */
  public String text(String name, String fallback) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? fallback : value.strip();
  }

  /** What to say of a value that makes no sense. */
  public static StartException wrong(String name, String value, String expected) {
    return new StartException(name + "=" + value + " makes no sense: it takes " + expected);
  }
}
