package store;

import java.util.List;
import java.util.Locale;

/** The store's three services, in the order in which they are started. */
public enum Service {
  CATALOG("-XX:+UseSerialGC", "-Xmx64m"),
  ORDER("-XX:+UseSerialGC", "-Xmx128m"),
  FRONTEND("-XX:+UseSerialGC", "-Xmx64m");

  /** The environment variables that the services read. */
  static final List<String> SETTINGS =
      List.of(
          "BIND_HOST",
          "FRONTEND_PORT",
          "CATALOG_HOST",
          "CATALOG_PORT",
          "ORDER_HOST",
          "ORDER_PORT",
          "DATA_DIR",
          "WORKERS",
          "CACHE_SIZE",
          "ALLOWED_ORIGINS",
          "METRICS_PORT",
          "ENGINE",
          "ETCD_ENDPOINTS",
          "RESTOCK_SECONDS",
          "RESTOCK_TO");

  @SuppressWarnings("ImmutableEnumChecker") // List.of() is.
  private final List<String> flags;

  Service(String... flags) {
    this.flags = List.of(flags);
  }

  /** The word that the service uses for itself: in its jar's name, its ready line and its log. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The environment variable that sets the port it listens on. */
  public String portVariable() {
    return name() + "_PORT";
  }

  /** The JVM's flags, as for a small container. */
  public List<String> defaultFlags() {
    return flags;
  }
}
