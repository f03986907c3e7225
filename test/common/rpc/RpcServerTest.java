package common.rpc;

import common.testing.RpcServerContract;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import rpc.catalog.CatalogGrpc;

/** A server with a service of which no call is implemented. */
final class RpcServerTest implements RpcServerContract {
  private final RpcServer server =
      new RpcServer("test", "127.0.0.1", 0, 1, new CatalogGrpc.CatalogImplBase() {});
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server.start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.abort();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public String serviceName() {
    return CatalogGrpc.SERVICE_NAME;
  }
}
