package frontend;

import common.purchase.ToyName;
import frontend.json.JsonWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import rpc.catalog.CatalogGrpc;
import rpc.catalog.ListReply;
import rpc.catalog.ListRequest;
import rpc.catalog.QueryManyReply;
import rpc.catalog.QueryManyRequest;
import rpc.catalog.QueryOutcome;
import rpc.catalog.Toy;

/** {@code GET /products} and {@code GET /products/<name>}. */
final class Products {
  private static final long DEADLINE_MILLIS = 1000;
  private static final Reply NOT_FOUND = Reply.error(404, "product not found");

  private final Backend catalog;
  private final Batcher<String, QueryOutcome> queries;

  /** However many ask at a time, one list is in the making. */
  private final Shared<Reply> list = new Shared<>(this::list);

  Products(Backend catalog) {
    this.catalog = catalog;
    this.queries = new Batcher<>(catalog.channel(), this::query);
  }

  Reply one(String name) {
    // No toy has a longer name: it would only burden the call it shares with others.
    if (name.isEmpty() || name.length() > ToyName.MAX_CHARACTERS) {
      return NOT_FOUND;
    }
    QueryOutcome found = catalog.await(() -> queries.ask(name));
    if (!found.hasToy()) {
      return NOT_FOUND;
    }
    JsonWriter body = new JsonWriter().beginObject().name("data");
    Toy toy = found.getToy();
    write(toy, body);
    // All there is in the body that can change.
    String etag = "\"" + toy.getPriceCents() + "-" + toy.getQuantity() + "\"";
    return Reply.ok(body.endObject().toUtf8(), etag);
  }

  private CompletableFuture<List<QueryOutcome>> query(List<String> names) {
    QueryManyRequest request = QueryManyRequest.newBuilder().addAllNames(names).build();
    return catalog
        .channel()
        .call(CatalogGrpc.getQueryManyMethod(), request, DEADLINE_MILLIS)
        .thenApply(QueryManyReply::getOutcomesList);
  }

  Reply all() {
    return list.get();
  }

  private Reply list() {
    JsonWriter body = new JsonWriter().beginObject().name("data").beginArray();
    int from = 0;
    do {
      ListReply page = page(from);
      page.getToysList().forEach(toy -> write(toy, body));
      from = page.getNext();
    } while (from > 0);
    byte[] bytes = body.endArray().endObject().toUtf8();
    return Reply.ok(bytes, ETags.of(bytes));
  }

  private ListReply page(int from) {
    ListRequest request = ListRequest.newBuilder().setFrom(from).build();
    return catalog.await(
        () -> catalog.channel().call(CatalogGrpc.getListMethod(), request, DEADLINE_MILLIS));
  }

  private static void write(Toy toy, JsonWriter body) {
    body.beginObject();
    body.name("name").value(toy.getName());
    body.name("price").cents(toy.getPriceCents());
    body.name("quantity").value(toy.getQuantity());
    body.endObject();
  }
}
