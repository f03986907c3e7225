package frontend;

import common.metrics.Counter;
import common.metrics.Metrics;
import common.purchase.ToyName;
import common.rpc.Attempts;
import common.rpc.TraceParent;
import java.util.ArrayList;
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

  private static final Counter FROM_MEMORY = reads("memory");
  private static final Counter FROM_CATALOG = reads("catalog");

  private final Backend catalog;
  private final CatalogFollower follower;
  private final Batcher<Question, QueryOutcome> queries;

  private record Question(String name, String traceparent) {}

  /** However many ask at a time, one list is in the making. */
  private final Shared<Reply> list = new Shared<>(this::askForAll);

  /**
   * @param follower answers from memory; null if there is none
   */
  Products(Backend catalog, CatalogFollower follower) {
    this.catalog = catalog;
    this.follower = follower;
    this.queries = new Batcher<>(catalog.channel(), "queries", this::query);
  }

  /** The toy of that name. */
  CompletableFuture<Reply> one(String name, Request request) {
    // No toy has a longer name: it would only burden the call it shares with others.
    if (name.isEmpty() || name.length() > ToyName.MAX_CHARACTERS) {
      return CompletableFuture.completedFuture(NOT_FOUND);
    }
    Reply remembered = follower == null ? null : follower.one(name, NOT_FOUND);
    count(remembered);
    return remembered != null
        ? CompletableFuture.completedFuture(remembered)
        : ask(new Question(name, request.traceparent()));
  }

  private static void count(Reply remembered) {
    (remembered == null ? FROM_CATALOG : FROM_MEMORY).increment();
  }

  private static Counter reads(String source) {
    return Metrics.ofProcess()
        .counter(
            "toystore_product_reads_total",
            "Reads of a toy or of all toys, by where the answer came from.",
            "source",
            source);
  }

  private CompletableFuture<Reply> ask(Question question) {
    return catalog
        .call(() -> queries.ask(question))
        .thenApply(found -> found.hasToy() ? ProductJson.one(found.getToy()) : NOT_FOUND);
  }

  private CompletableFuture<List<QueryOutcome>> query(List<Question> questions) {
    QueryManyRequest.Builder request = QueryManyRequest.newBuilder();
    questions.forEach(question -> request.addNames(question.name()));
    String trace = TraceParent.shared(questions.stream().map(Question::traceparent).toList());
    return catalog
        .channel()
        .call(
            CatalogGrpc.getQueryManyMethod(),
            request.build(),
            DEADLINE_MILLIS,
            new Attempts(),
            trace)
        .thenApply(QueryManyReply::getOutcomesList);
  }

  CompletableFuture<Reply> all() {
    Reply remembered = follower == null ? null : follower.list();
    count(remembered);
    return remembered != null ? CompletableFuture.completedFuture(remembered) : list.get();
  }

  private CompletableFuture<Reply> askForAll() {
    // Not on the channel's thread: it is long enough to hold up everything else there.
    return pages(0, new ArrayList<>()).thenApplyAsync(ProductJson::list);
  }

  /** Adds all pages from one on. */
  private CompletableFuture<List<Toy>> pages(int from, List<Toy> toys) {
    return page(from)
        .thenCompose(
            page -> {
              toys.addAll(page.getToysList());
              return page.getNext() > 0
                  ? pages(page.getNext(), toys)
                  : CompletableFuture.completedFuture(toys);
            });
  }

  private CompletableFuture<ListReply> page(int from) {
    ListRequest request = ListRequest.newBuilder().setFrom(from).build();
    return catalog.call(
        () -> catalog.channel().call(CatalogGrpc.getListMethod(), request, DEADLINE_MILLIS));
  }
}
