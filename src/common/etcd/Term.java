package common.etcd;

import common.journal.Storage;
import common.rpc.RpcServer;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a service that leads builds on: its storage, its server, and how long it surely leads.
 *
 * @param server listens already
 * @param fatal is told when the service can no longer write: the process must end
 */
public record Term(
    Storage storage, RpcServer server, Leadership leadership, Consumer<Throwable> fatal) {
  /**
   * The service, but for replies that come when this process may lead no longer, and for calls that
   * would wait for an etcd that takes no writes.
   *
   * @param writes the methods that need etcd to take writes
   */
  public BindableService guard(BindableService service, Set<String> writes) {
    LeaderGate gate =
        new LeaderGate(leadership::remainingNanos, ((EtcdStorage) storage)::isStalled, writes);
    return () -> ServerInterceptors.intercept(service, gate);
  }
}
