package common.rpc;

import common.metrics.Metrics;
import common.process.Log;
import common.process.StartException;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC server with standard health and reflection. Handlers run on the event loops themselves, a
 * fixed pool, and so must never wait: they answer later, from whatever completes them.
 */
public final class RpcServer implements Closeable {
  /** Most questions in a call that carries many. */
  public static final int MAX_PER_CALL = 256;

  private static final int WINDOW_BYTES = 1 << 18;

  /** As many purchases or toys with the longest names and ids as a call may carry. */
  private static final int MAX_MESSAGE_BYTES = 1 << 18;

  private static final int MAX_HEADER_BYTES = 4 * 1024;
  private static final int BACKLOG = 1024;

  /** A caller's channel lets further calls wait, so nothing fails for it. */
  static final int MAX_CALLS_PER_CONNECTION = 64;

  static final int MAX_CONNECTIONS = 64;

  /** Calls that a connection may cancel, so that nobody wears the server out with them. */
  private static final int MAX_CANCELLED = 500;

  private static final int CANCELLED_WINDOW_SECONDS = 10;
  private static final long DRAIN_SECONDS = 10;

  private final String host;
  private final int port;
  private final EventLoopGroup loops;
  private final HealthStatusManager health = new HealthStatusManager();
  private final LateService service = new LateService();
  private volatile boolean serving;
  private volatile boolean leading = true;
  private final Server server;

  /**
   * Makes a server that does not listen yet.
   *
   * @param port 0 for any free one
   * @param threads in the pool
   */
  public RpcServer(String name, String host, int port, int threads) {
    this.host = host;
    this.port = port;
    this.loops = EventLoops.start(name, threads);
    HeldBytes held = new HeldBytes(this::afterwards);
    ConnectionLimit connections = new ConnectionLimit(MAX_CONNECTIONS);
    showState(name, connections);
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(EventLoops.serverChannel())
            .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
            .directExecutor()
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_HEADER_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_CANCELLED, CANCELLED_WINDOW_SECONDS)
            .addTransportFilter(connections)
            .addStreamTracerFactory(new ServerCalls())
            .intercept(new TraceInterceptor())
            .addStreamTracerFactory(held)
            .intercept(held)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .fallbackHandlerRegistry(service)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(olderReflection())
            .build();
  }

  /** On an event loop: as the last of what it has to do now. */
  private void afterwards(Runnable task) {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop() && !loop.isShuttingDown()) {
        loop.execute(task);
        return;
      }
    }
    task.run();
  }

  /** As v1alpha, which many tools still ask for. */
  @SuppressWarnings("deprecation")
  private static BindableService olderReflection() {
    return ProtoReflectionService.newInstance();
  }

  /** The same, with the service that it is to serve from its start on. */
  public RpcServer(String name, String host, int port, int threads, BindableService service) {
    this(name, host, port, threads);
    this.service.set(service);
  }

  /** Listens; from now on the health is "serving", if there is a service. */
  public void start() throws StartException {
    setServing(!service.getServices().isEmpty());
    try {
      server.start();
    } catch (IOException e) {
      EventLoops.stop(loops);
      throw StartException.cannotListen(host, port, e);
    }
  }

  /** From now on there is a service. */
  public void serve(BindableService newService) {
    service.set(newService);
    setServing(true);
  }

  private void showState(String name, ConnectionLimit connections) {
    Metrics metrics = Metrics.ofProcess();
    metrics.gauge(
        "toystore_grpc_connections",
        "Open connections to the gRPC server.",
        connections::open,
        "server",
        name);
    metrics.gauge(
        "toystore_leads",
        "1 if this process is the one to ask, 0 if it stands by.",
        () -> leading && !service.getServices().isEmpty() ? 1 : 0);
    metrics.gauge(
        "toystore_serving",
        "1 if health checks are answered with serving.",
        () -> serving && leading ? 1 : 0);
  }

  /** Health checks are answered with "serving" if this is so, and {@link #setLeading}. */
  public synchronized void setServing(boolean serving) {
    this.serving = serving;
    tellHealth();
  }

  /** Of several servers, this is the one to ask; that is so unless it is said otherwise. */
  public synchronized void setLeading(boolean leading) {
    this.leading = leading;
    tellHealth();
  }

  private void tellHealth() {
    ServingStatus status = serving && leading ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    for (var served : server.getServices()) {
      health.setStatus(served.getServiceDescriptor().getName(), status);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Where it listens, as {@code host:port}. */
  public String address() {
    return host + ":" + port();
  }

  /** Says "not serving" and takes no new calls; those in hand go on. */
  public void refuseCalls() {
    health.enterTerminalState();
    server.shutdown();
  }

  /** Takes no new calls, and waits a bounded time for those in hand. */
  @Override
  public void close() {
    refuseCalls();
    try {
      if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        Log.warn("some calls did not end within " + DRAIN_SECONDS + " s and are cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow();
    EventLoops.stop(loops);
  }

  /** Cuts off everything at once, as a crash would; returns when the port is free. */
  public void abort() {
    server.shutdownNow();
    try {
      server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    EventLoops.stop(loops);
  }
}
