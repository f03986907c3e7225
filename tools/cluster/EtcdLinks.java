package cluster;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import store.LossyLink;
import store.Service;
import store.ServiceProcess;

/**
 * The network of a cluster: each service reaches each member of etcd through a link of its own, and
 * the members reach each other through one link a member. Each can be cut.
 */
public final class EtcdLinks implements Closeable {
  /** By service, one a member. */
  private final Map<ServiceProcess, List<LossyLink>> services = new HashMap<>();

  /** By member. A member that is cut off may still reach the others, which do not reach it. */
  private final List<LossyLink> peers = new ArrayList<>();

  /** Puts the links between them; nothing is started yet. */
  public EtcdLinks(ClusterProcesses store) throws IOException {
    EtcdCluster etcd = store.etcd();
    for (int i = 0; i < etcd.size(); i++) {
      int member = i;
      peers.add(new LossyLink(() -> etcd.peerPort(member)));
      etcd.linkPeers(member, peers.get(member).port());
    }
    for (Service service : List.of(Service.CATALOG, Service.ORDER)) {
      for (ServiceProcess process : store.of(service)) {
        List<LossyLink> links = new ArrayList<>();
        for (int i = 0; i < etcd.size(); i++) {
          int member = i;
          links.add(new LossyLink(() -> etcd.clientPort(member)));
        }
        services.put(process, links);
        process.environment(
            "ETCD_ENDPOINTS",
            links.stream()
                .map(link -> "http://127.0.0.1:" + link.port())
                .collect(Collectors.joining(",")));
      }
    }
  }

  /** A catalog or an order service no longer reaches etcd, and is not told. */
  public void cut(ServiceProcess service) {
    services.get(service).forEach(LossyLink::cut);
  }

  /** Neither services nor other members reach a member, and are not told. */
  public void cut(int member) {
    of(member).forEach(LossyLink::cut);
  }

  /** Ends {@link #cut(ServiceProcess)}. */
  public void heal(ServiceProcess service) {
    services.get(service).forEach(LossyLink::breakConnections);
  }

  /** Ends {@link #cut(int)}. */
  public void heal(int member) {
    of(member).forEach(LossyLink::breakConnections);
  }

  private Stream<LossyLink> of(int member) {
    return Stream.concat(
        Stream.of(peers.get(member)), services.values().stream().map(links -> links.get(member)));
  }

  @Override
  public void close() throws IOException {
    for (LossyLink link : peers) {
      link.close();
    }
    for (List<LossyLink> links : services.values()) {
      for (LossyLink link : links) {
        link.close();
      }
    }
  }
}
