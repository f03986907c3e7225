package frontend;

import common.rpc.TraceParent;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;
import rpc.catalog.QueryManyReply;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.Toy;

/** A catalog of a few toys whose answers can be held back, or be failures. */
final class FakeCatalog extends CatalogGrpc.CatalogImplBase {
  /** Held under this name, the list of all toys does not come. */
  static final String LIST = "the list";

  final Held held = new Held();

  /** How often it was asked for toys. */
  final AtomicInteger calls = new AtomicInteger();

  /** The trace of each of these calls, in order. */
  final Queue<String> traces = new ConcurrentLinkedQueue<>();

  private final Map<String, Toy> toys = new LinkedHashMap<>();
  private final Map<String, Status> failures = new HashMap<>();

  FakeCatalog() {
    toy("Tux", 1599, 100);
    toy("Slow", 100, 1);
  }

  FakeCatalog toy(String name, long cents, int quantity) {
    toys.put(
        name, Toy.newBuilder().setName(name).setPriceCents(cents).setQuantity(quantity).build());
    return this;
  }

  /** Questions for the name end with a status; with OK, the reply lacks the toy. */
  FakeCatalog failing(String name, Status status) {
    failures.put(name, status);
    return this;
  }

  /** One name that is held, or fails, holds the whole call or makes it fail. */
  @Override
  public void queryMany(QueryManyRequest request, StreamObserver<QueryManyReply> reply) {
    calls.incrementAndGet();
    traces.add(TraceParent.ofCurrentCall());
    String heldName =
        request.getNamesList().stream().filter(held::holds).findFirst().orElse("none");
    held.answer(heldName, reply, () -> toys(request));
  }

  private QueryManyReply toys(QueryManyRequest request) {
    QueryManyReply.Builder found = QueryManyReply.newBuilder();
    for (String name : request.getNamesList()) {
      Status failure = failures.get(name);
      if (failure != null && failure.isOk()) {
        continue;
      }
      if (failure != null) {
        throw failure.asRuntimeException();
      }
      Toy toy = toys.get(name);
      if (toy == null) {
        found.addOutcomesBuilder().setRefusal(rpc.purchase.Refusal.UNKNOWN_TOY);
      } else {
        found.addOutcomesBuilder().setToy(toy);
      }
    }
    return found.build();
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListReply> reply) {
    held.answer(LIST, reply, () -> ListReply.newBuilder().addAllToys(toys.values()).build());
  }
}
