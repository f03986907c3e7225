package common.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cluster.EtcdCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Real etcd clusters for tests; without the program a test is skipped, and says so. */
final class EtcdFixture {
  private EtcdFixture() {}

  static EtcdCluster start(Path folder, int members, String... flags) throws Exception {
    return make(folder, members, flags).startAll();
  }

  static void assumeInstalled() {
    assumeTrue(EtcdCluster.program().isPresent(), EtcdCluster.NOT_INSTALLED);
  }

  static EtcdCluster make(Path folder, int members, String... flags) throws IOException {
    assumeInstalled();
    return new EtcdCluster(EtcdCluster.program().orElseThrow(), folder, members, flags);
  }

  static EtcdOptions options(String endpoints) {
    return new EtcdOptions(
        Stream.of(endpoints.split(",")).map(URI::create).toList(),
        "test/",
        5,
        1L << 31,
        EtcdOptions.Tls.DEFAULT);
  }

  static EtcdClient client(EtcdCluster cluster) throws IOException {
    return new EtcdClient(options(cluster.endpoints()));
  }

  /** A client that knows this member only. */
  static EtcdClient client(EtcdCluster cluster, int member) throws IOException {
    return new EtcdClient(options(cluster.endpoint(member)));
  }
}
