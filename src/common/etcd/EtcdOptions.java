package common.etcd;

import java.io.File;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where etcd is, and how it is spoken to.
 *
 * @param endpoints of the members, {@code http://host:port} or {@code https://host:port}
 * @param prefix of all the store's keys, so that it may share an etcd with others
 * @param tls for {@code https} endpoints
 */
public record EtcdOptions(List<URI> endpoints, String prefix, Tls tls) {
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
}
