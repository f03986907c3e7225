package frontend;

import common.purchase.ToyName;
import common.rpc.RpcChannel;
import frontend.json.JsonWriter;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListRequest;
import rpc.catalog.QueryManyReply;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.QueryOutcome;
import rpc.catalog.Toy;

/** {@code GET /products} and {@code GET /products/<name>}. */
final class Products {
  private static final long DEADLINE_MILLIS = 1000;

  private final RpcChannel catalog;
  private final Batcher<String, QueryOutcome> queries;

  Products(RpcChannel catalog) {
    this.catalog = catalog;
    this.queries = new Batcher<>(catalog, this::query);
  }

  Answer<?> one(String name) {
    // No toy has a longer name: it would only burden the call it shares with others.
    return name.isEmpty() || name.length() > ToyName.MAX_CHARACTERS
        ? Answer.now(notFound())
        : new Answer<>(queries.ask(name), this::one);
  }

  private CompletableFuture<List<QueryOutcome>> query(List<String> names) {
    QueryManyRequest request = QueryManyRequest.newBuilder().addAllNames(names).build();
    return catalog
        .call(CatalogGrpc.getQueryManyMethod(), request, DEADLINE_MILLIS)
        .thenApply(QueryManyReply::getOutcomesList);
  }

  private Reply one(Calls.Result<QueryOutcome> result) {
    if (result.code() != Status.Code.OK) {
      return Calls.failed(catalog, result.failure());
    }
    if (!result.value().hasToy()) {
      return notFound();
    }
    Toy toy = result.value().getToy();
    JsonWriter body = new JsonWriter().beginObject().name("data");
    write(toy, body);
    // All there is in the body that can change.
    String etag = "\"" + toy.getPriceCents() + "-" + toy.getQuantity() + "\"";
    return Reply.ok(body.endObject().toUtf8(), etag);
  }

  Answer<?> all() {
    return new Answer<>(list(0, new ArrayList<>()), this::all);
  }

  /** All pages from a toy on, added to those before it. */
  private CompletableFuture<List<Toy>> list(int from, List<Toy> before) {
    ListRequest request = ListRequest.newBuilder().setFrom(from).build();
    return catalog
        .call(CatalogGrpc.getListMethod(), request, DEADLINE_MILLIS)
        .thenCompose(
            page -> {
              before.addAll(page.getToysList());
              return page.getNext() > from
                  ? list(page.getNext(), before)
                  : CompletableFuture.completedFuture(before);
            });
  }

  private Reply all(Calls.Result<List<Toy>> result) {
    if (result.code() != Status.Code.OK) {
      return Calls.failed(catalog, result.failure());
    }
    JsonWriter body = new JsonWriter().beginObject().name("data").beginArray();
    result.value().forEach(toy -> write(toy, body));
    byte[] bytes = body.endArray().endObject().toUtf8();
    return Reply.ok(bytes, ETags.of(bytes));
  }

  private static void write(Toy toy, JsonWriter body) {
    body.beginObject();
    body.name("name").value(toy.getName());
    body.name("price").cents(toy.getPriceCents());
    body.name("quantity").value(toy.getQuantity());
    body.endObject();
  }

  private static Reply notFound() {
    return Reply.error(404, "product not found");
  }
}
