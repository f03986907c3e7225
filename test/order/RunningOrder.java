package order;

import catalog.RunningCatalog;
import common.journal.FaultyDisk;
import common.journal.JournalReader;
import common.journal.UnusableFileException;
import common.process.StartException;
import common.testing.Await;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import rpc.order.BuyManyRequest;
import rpc.order.BuyOutcome;
import rpc.order.BuyReply;
import rpc.order.BuyRequest;
import rpc.order.GetRequest;
import rpc.order.OrderGrpc;
import rpc.order.OrderRecord;

/**
 * An order service in this JVM, on a disk with faults, and a client of it. It can be stopped,
 * killed and started again; it keeps its port.
 */
final class RunningOrder implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 20;

  private final Path folder;
  private final int catalogPort;
  private final FaultyDisk disk = new FaultyDisk();
  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private OrderService service;
  private ManagedChannel channel;
  private int port;

  /** Not started yet. */
  RunningOrder(Path folder, int catalogPort) {
    this.folder = folder;
    this.catalogPort = catalogPort;
  }

  /** The disk under it. */
  FaultyDisk disk() {
    return disk;
  }

  /** What it told that the process must end for. */
  List<Throwable> fatal() {
    return fatal;
  }

  /** A file in its folder. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** Starts it; the port is the same each time. */
  RunningOrder start() throws StartException {
    service =
        OrderService.start(
            new OrderService.Options("127.0.0.1", port, 2, "127.0.0.1", catalogPort, folder, disk),
            fatal::add);
    port = service.port();
    if (channel == null) {
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .directExecutor()
              .disableRetry()
              .build();
    }
    channel.resetConnectBackoff();
    // Calls made before there is a connection would arrive in any order.
    Await.until(
        "the order service answers",
        () -> RunningCatalog.code(() -> get(-1)) == Status.Code.NOT_FOUND);
    return this;
  }

  /** Stops it in order, as SIGTERM does. */
  void stop() {
    service.close();
    service = null;
  }

  /** Kills it: nothing it was about to do is done. */
  void kill() {
    disk.kill();
    service.crash();
    service = null;
    disk.restart();
  }

  /** Kills it, and starts it again. */
  void restart() throws StartException {
    kill();
    start();
  }

  /** Where it listens. */
  int port() {
    return port;
  }

  /** The channel of its client. */
  ManagedChannel channel() {
    return channel;
  }

  private OrderGrpc.OrderBlockingStub stub() {
    return OrderGrpc.newBlockingStub(channel)
        .withWaitForReady()
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Buys without a key; the number of the order. */
  long buy(String name, int quantity) {
    return buy("", name, quantity);
  }

  /** Buys with a key (or, empty, without); the number of the order. */
  long buy(String key, String name, int quantity) {
    return stub().buy(request(key, name, quantity)).getOrderNumber();
  }

  /** Buys as the given request says. */
  long buy(BuyRequest request) {
    return stub().buy(request).getOrderNumber();
  }

  /** Buys many in one call. */
  List<BuyOutcome> buy(List<BuyRequest> purchases) {
    return stub()
        .buyMany(BuyManyRequest.newBuilder().addAllPurchases(purchases).build())
        .getOutcomesList();
  }

  /** Buys; the answer comes later. */
  CompletableFuture<Long> buyLater(String key, String name, int quantity) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        channel.newCall(
            OrderGrpc.getBuyMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)),
        request(key, name, quantity),
        new StreamObserver<BuyReply>() {
          @Override
          public void onNext(BuyReply reply) {
            answer.complete(reply.getOrderNumber());
          }

          @Override
          public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {}
        });
    return answer;
  }

  static BuyRequest request(String key, String name, int quantity) {
    return BuyRequest.newBuilder()
        .setIdempotencyKey(key)
        .setName(name)
        .setQuantity(quantity)
        .build();
  }

  /** One order. */
  OrderRecord get(long number) {
    return stub().get(GetRequest.newBuilder().setOrderNumber(number).build());
  }

  /** The whole rows of order.csv, as they are now. */
  List<OrderRow> rows() {
    List<OrderRow> rows = new ArrayList<>();
    try {
      if (Files.exists(file("order.csv"))) {
        JournalReader.read(
            file("order.csv"), new OrderFormat(), (row, line, offset) -> rows.add(row));
      }
    } catch (IOException | UnusableFileException e) {
      throw new AssertionError(e);
    }
    return rows;
  }

  @Override
  public void close() {
    if (service != null) {
      kill();
    }
    if (channel != null) {
      channel.shutdownNow();
    }
  }
}
