package abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import common.rpc.RpcChannel;
import common.rpc.RpcServer;
import common.testing.Await;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;

/** What the flood does to a server, and what the server makes of it. */
final class Http2FloodTest {
  private static final String LIST = "/catalog.Catalog/List";

  private final RpcServer server =
      new RpcServer(
          "test",
          "127.0.0.1",
          0,
          1,
          new CatalogGrpc.CatalogImplBase() {
            @Override
            public void list(ListRequest request, StreamObserver<ListReply> reply) {
              reply.onNext(ListReply.getDefaultInstance());
              reply.onCompleted();
            }
          });

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() {
    server.abort();
  }

  @Test
  void requestsThatNeverEnd_areHeldForAFewCalls_andOtherConnectionsAreServed() throws Exception {
    List<Http2Flood> floods = new ArrayList<>();
    int calls = 20;
    int bytes = 60_000;
    try (RpcChannel other = new RpcChannel("test", "127.0.0.1", server.port())) {
      for (int i = 0; i < 10; i++) {
        Http2Flood flood = new Http2Flood(server.port(), LIST);
        floods.add(flood);
        for (int call = 0; call < calls; call++) {
          flood.beginCall(bytes);
        }
      }
      int held = 512 * 1024 / bytes;
      for (Http2Flood flood : floods) {
        Await.until("the others are refused", () -> flood.statuses() >= calls - held);
      }
      ListRequest request = ListRequest.getDefaultInstance();
      assertEquals(
          ListReply.getDefaultInstance(),
          other.call(CatalogGrpc.getListMethod(), request, 20_000).join());
    } finally {
      for (Http2Flood flood : floods) {
        flood.close();
      }
    }
  }
}
