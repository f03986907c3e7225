package abuse;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import store.Service;

/** Floods and garbage at the gRPC ports. */
final class GrpcAttacks {
  private static final String GROUP = "grpc";
  private static final String LIST = "/catalog.Catalog/List";
  private static final String GET = "/order.Order/Get";
  private static final int FLOOD_CONNECTIONS = 8;
  private static final String FOLLOW = "/catalog.Catalog/Follow";

  /** A {@code FollowRequest}: {@code renew: 1}. */
  private static final byte[] RENEW = {0x08, 1};

  /** Of a message that never comes to its end; it fits a stream's first window. */
  private static final int UNFINISHED = 60_000;

  private static final int CALLS_OF_A_CONNECTION = 64;

  /** Plenty for a line or two per connection; stack traces of hundreds of calls need far more. */
  private static final long MAX_LOG_BYTES = 64 * 1024;

  private GrpcAttacks() {}

  static List<Attack> list() {
    return List.of(
        flood("catalog: List calls, replies unread", Service.CATALOG, LIST, GrpcAttacks::call),
        flood("order: Get calls, replies unread", Service.ORDER, GET, GrpcAttacks::call),
        cancelling("catalog: calls made and cancelled at once", Service.CATALOG, LIST),
        cancelling("order: calls made and cancelled at once", Service.ORDER, GET),
        unfinished("catalog: requests that never end", Service.CATALOG, LIST),
        unfinished("order: requests that never end", Service.ORDER, GET),
        flood(
            "catalog: renewals of a lease, replies unread",
            Service.CATALOG,
            FOLLOW,
            GrpcAttacks::renew),
        garbage("catalog: messages that are no protobuf", Service.CATALOG, "Query", 12),
        garbage("order: messages that are no protobuf", Service.ORDER, "Buy", 12),
        garbage("catalog: messages of 5 MB", Service.CATALOG, "Query", 5_000_000),
        garbage("order: messages of 5 MB", Service.ORDER, "Buy", 5_000_000),
        noise("catalog: HTTP/1.1 at the gRPC port", Service.CATALOG),
        noise("order: HTTP/1.1 at the gRPC port", Service.ORDER));
  }

  private static Attack cancelling(String name, Service service, String method) {
    return flood(name, service, method, GrpcAttacks::callAndCancel);
  }

  private static Attack unfinished(String name, Service service, String method) {
    return flood(name, service, method, GrpcAttacks::beginCalls);
  }

  /** What the attacker does with each of its connections. */
  private interface Flooding {
    void run(Http2Flood flood, int calls) throws IOException;
  }

  private static Attack flood(String name, Service service, String method, Flooding flooding) {
    return new Attack(
        GROUP,
        name,
        Siege.EXPECTED,
        (target, findings) -> flood(target, findings, service, method, flooding));
  }

  private static void flood(
      Target target, Findings findings, Service service, String method, Flooding flooding)
      throws Exception {
    int each = target.scale(72_000, 24_000) / FLOOD_CONNECTIONS;
    List<Http2Flood> floods = new ArrayList<>();
    try (Siege siege = Siege.besideShoppers(target)) {
      try {
        for (int i = 0; i < FLOOD_CONNECTIONS; i++) {
          floods.add(new Http2Flood(target.grpc(service), method));
        }
        for (Http2Flood flood : floods) {
          flood(flooding, flood, each);
        }
        Siege.hold(target.scale(5_000, 2_000));
        siege.checkDuring(findings);
        int refused = floods.stream().mapToInt(Http2Flood::refused).sum();
        int statuses = floods.stream().mapToInt(Http2Flood::statuses).sum();
        long ended = floods.stream().filter(Http2Flood::ended).count();
        findings.note(refused + " streams reset, " + statuses + " calls refused");
        findings.note(ended + " of " + FLOOD_CONNECTIONS + " connections ended");
      } finally {
        for (Http2Flood flood : floods) {
          flood.close();
        }
      }
      siege.checkAfter(findings);
    }
  }

  private static void flood(Flooding flooding, Http2Flood flood, int calls) {
    try {
      flooding.run(flood, calls);
    } catch (IOException e) {
      // The server takes no more.
    }
  }

  private static void call(Http2Flood flood, int calls) throws IOException {
    for (int i = 0; i < calls; i++) {
      flood.call();
    }
  }

  private static void callAndCancel(Http2Flood flood, int calls) throws IOException {
    for (int i = 0; i < calls; i++) {
      flood.call();
      flood.cancel();
    }
  }

  private static void beginCalls(Http2Flood flood, int calls) throws IOException {
    for (int i = 0; i < CALLS_OF_A_CONNECTION; i++) {
      flood.beginCall(UNFINISHED);
    }
  }

  private static void renew(Http2Flood flood, int calls) throws IOException {
    flood.beginStream();
    for (int i = 0; i < calls; i++) {
      flood.send(RENEW.length, RENEW);
    }
  }

  private static Attack garbage(String name, Service service, String method, int length) {
    return new Attack(
        GROUP,
        name,
        "each call refused, the log hardly grows",
        (target, findings) -> garbage(target, findings, service, method, length));
  }

  private static void garbage(
      Target target, Findings findings, Service service, String method, int length)
      throws Exception {
    String name = service == Service.CATALOG ? "catalog.Catalog" : "order.Order";
    byte[] message = new byte[length];
    // A field of wire type 7, which does not exist.
    message[0] = 0x0f;
    int calls = length > 1_000 ? 20 : target.scale(2_000, 200);
    long logStart = target.logSize(service);
    Map<Status.Code, Integer> codes = new TreeMap<>();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", target.grpc(service)).usePlaintext().build();
    try {
      for (int i = 0; i < calls; i++) {
        codes.merge(call(channel, name + "/" + method, message), 1, Integer::sum);
      }
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
    findings.note(codes.toString());
    findings.check(!codes.containsKey(Status.Code.OK), "some succeeded");
    checkLog(target, findings, service, logStart);
    findings.check(target.isWell(), "not well afterwards");
  }

  private static Status.Code call(ManagedChannel channel, String method, byte[] message) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
            .setFullMethodName(method)
            .setType(MethodDescriptor.MethodType.UNARY)
            .build();
    try {
      CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS);
      ClientCalls.blockingUnaryCall(channel, descriptor, options, message);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** Messages as they go over the wire. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Attack noise(String name, Service service) {
    return new Attack(
        GROUP,
        name,
        "each connection ended within 5 s, the log hardly grows",
        (target, findings) -> noise(target, findings, service));
  }

  private static void noise(Target target, Findings findings, Service service) throws Exception {
    long logStart = target.logSize(service);
    Habit habit = Habit.sends("GET / HTTP/1.1\r\nHost: store\r\n\r\n");
    // What the server says before it ends the connection is no HTTP/1.1.
    try (Swarm swarm = new Swarm(target.grpc(service), 300, 4, habit)) {
      findings.check(swarm.awaitConnected().awaitEnded(5_000), swarm.open() + " still open");
      findings.note(swarm.summary());
    }
    checkLog(target, findings, service, logStart);
    findings.check(target.isWell(), "not well afterwards");
  }

  private static void checkLog(Target target, Findings findings, Service service, long start)
      throws IOException {
    long grown = target.logSize(service) - start;
    findings.check(grown <= MAX_LOG_BYTES, "the log grew by " + grown / 1024 + " KiB");
  }
}
