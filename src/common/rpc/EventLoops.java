package common.rpc;

import common.metrics.Metrics;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.grpc.netty.shaded.io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Netty's fixed pools: epoll where the machine has it (Linux), NIO elsewhere. Every channel and
 * every server of ours runs on one.
 */
public final class EventLoops {
  static {
    // gRPC's older "pick first" (1.83) listens to a server that is no longer the one to ask: when
    // that one's connection fails, or comes to be, after the new server's, the channel turns to it.
    // The newer one does not; gRPC looks at this when it makes its first channel.
    System.setProperty("GRPC_EXPERIMENTAL_ENABLE_NEW_PICK_FIRST", "true");
  }

  private EventLoops() {}

  /** A pool of daemon threads. */
  public static EventLoopGroup start(String name, int threads) {
    IoHandlerFactory handler =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handler);
    Metrics.ofProcess()
        .gauge(
            "toystore_event_loop_waiting_tasks",
            "Tasks that wait for a thread of the pool.",
            () -> waitingTasks(loops),
            "pool",
            name);
    return loops;
  }

  private static int waitingTasks(EventLoopGroup loops) {
    int tasks = 0;
    for (EventExecutor loop : loops) {
      tasks += ((SingleThreadEventExecutor) loop).pendingTasks();
    }
    return tasks;
  }

  /** The kind of channel that runs on such a pool. */
  public static Class<? extends Channel> clientChannel() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** The kind of server channel that runs on such a pool. */
  public static Class<? extends ServerChannel> serverChannel() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Ends the threads soon. */
  public static void stop(EventLoopGroup group) {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
