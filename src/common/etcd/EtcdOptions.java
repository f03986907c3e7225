package common.etcd;

import common.process.Settings;
import common.process.StartException;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where etcd is, and how it is spoken to.
 *
 * @param endpoints of the members, {@code http://host:port} or {@code https://host:port}
 * @param prefix of all the store's keys, so that it may share an etcd with others
 * @param leaseSeconds after which a leader of which nothing is heard is replaced
 * @param quotaBytes how large etcd's database may become: what its members were told
 * @param tls for {@code https} endpoints
 */
public record EtcdOptions(
    List<URI> endpoints, String prefix, int leaseSeconds, long quotaBytes, Tls tls) {
  private static final int DEFAULT_PORT = 2379;

  /**
   * Files in PEM format.
   *
   * @param ca whom to trust; the system's own authorities where there is none
   * @param client the certificate to show to members that ask for one
   */
  public record Tls(Optional<File> ca, Optional<ClientCertificate> client) {
    /** The system's authorities, and no certificate of our own. */
    public static final Tls DEFAULT = new Tls(Optional.empty(), Optional.empty());
  }

  /** A certificate and its private key (PKCS #8). */
  public record ClientCertificate(File certificate, File key) {}

  /** At least one endpoint. */
  public EtcdOptions {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint");
    }
  }

  /**
   * Reads {@code ETCD_ENDPOINTS}, {@code ETCD_PREFIX}, {@code ETCD_LEASE_SECONDS}, {@code
   * ETCD_QUOTA_MIB}, {@code ETCD_CACERT}, {@code ETCD_CERT} and {@code ETCD_KEY}.
   *
   * @throws StartException if one makes no sense
   */
  public static EtcdOptions from(Settings settings) throws StartException {
    List<URI> endpoints = new ArrayList<>();
    for (String endpoint :
        settings.text("ETCD_ENDPOINTS", "http://127.0.0.1:2379").split(",", -1)) {
      endpoints.add(endpoint(endpoint.strip()));
    }
    String prefix = settings.text("ETCD_PREFIX", "toystore/");
    return new EtcdOptions(
        endpoints,
        prefix.endsWith("/") ? prefix : prefix + "/",
        settings.number("ETCD_LEASE_SECONDS", 5, 2, 60),
        (long) settings.number("ETCD_QUOTA_MIB", 2048, 1, 1 << 20) << 20,
        tls(settings));
  }

  private static URI endpoint(String text) throws StartException {
    try {
      URI uri = new URI(text);
      boolean known = List.of("http", "https").contains(uri.getScheme());
      if (known && uri.getHost() != null && uri.getRawPath().isEmpty()) {
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new URI(uri.getScheme(), null, uri.getHost(), port, null, null, null);
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw Settings.wrong(
        "ETCD_ENDPOINTS", text, "http://host:port or https://host:port, with commas between them");
  }

  private static Tls tls(Settings settings) throws StartException {
    Optional<File> certificate = file(settings, "ETCD_CERT");
    Optional<File> key = file(settings, "ETCD_KEY");
    if (certificate.isPresent() != key.isPresent()) {
      throw new StartException("ETCD_CERT and ETCD_KEY belong together: set both or neither");
    }
    return new Tls(
        file(settings, "ETCD_CACERT"),
        certificate.map(found -> new ClientCertificate(found, key.orElseThrow())));
  }

  private static Optional<File> file(Settings settings, String name) throws StartException {
    String path = settings.text(name, "");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    File file = new File(path);
    if (!file.canRead()) {
      throw Settings.wrong(name, path, "a PEM file that this user may read");
    }
    return Optional.of(file);
  }
}
