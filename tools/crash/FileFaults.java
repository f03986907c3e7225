package crash;

import catalog.CatalogFile;
import catalog.CatalogRow;
import catalog.MovementFormat;
import catalog.Sale;
import common.journal.JournalReader;
import common.journal.UnusableFileException;
import common.text.Csv;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import rpc.order.BuyRequest;
import rpc.order.OrderGrpc;
import store.Service;
import store.ServiceProcess;
import store.StoreProcesses;

/**
 * What people do to a store's files: put back older copies, replace a file under the service that
 * writes it, edit one after a crash, start a second order service. The store must mend it or refuse
 * it loudly; the checks at the end tell whether it did.
 */
final class FileFaults {
  private enum Kind {
    ORDERS_RESTORED("older order.csv put back"),
    ORDERS_REPLACED("order.csv replaced under the running service"),
    SECOND_ORDER_SERVICE("second order service"),
    CATALOGUE_RESTORED("older catalog.csv refused"),
    CATALOGUE_EDITED("catalog.csv edited after a kill refused");

    final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  private static final int FATAL = 3;
  private static final int REFUSED_TO_START = 2;
  private static final long SAYS_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final StoreProcesses store;
  private final Faults faults;
  private final Observations seen;
  private final ServiceProcess catalog;
  private final ServiceProcess orders;
  private final ServiceProcess secondOrders;
  private final Path catalogFile;
  private final Path orderFile;
  private final byte[] olderCatalog;
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

  /**
   * Adds them to the faults.
   *
   * @param olderCatalog a catalog.csv that is older than the catalog's journal
   */
  FileFaults(StoreProcesses store, Faults faults, Observations seen, byte[] olderCatalog)
      throws IOException {
    this.store = store;
    this.faults = faults;
    this.seen = seen;
    this.olderCatalog = olderCatalog;
    catalog = store.process(Service.CATALOG);
    orders = store.process(Service.ORDER);
    secondOrders = store.add(Service.ORDER, "order-2");
    Path folder = Files.createDirectories(store.data().resolveSibling("data-2"));
    secondOrders.environment("DATA_DIR", folder.toString());
    catalogFile = store.data().resolve("catalog.csv");
    orderFile = store.data().resolve("order.csv");
    faults.addFileFaults(
        List.of(
            this::restoreOrders,
            this::replaceOrders,
            this::startSecondOrderService,
            this::restoreCatalogue,
            this::editCatalogue));
  }

  private void count(Kind kind) {
    counts.merge(kind, 1, Integer::sum);
    faults.write(kind.title);
  }

  private void restoreOrders() throws IOException, InterruptedException {
    Path copy = copyOfOrders();
    faults.awaitPurchase();
    TimeUnit.MILLISECONDS.sleep(500);
    seen.orderBookRestored(true);
    faults.kill(List.of(orders));
    Files.move(copy, orderFile, StandardCopyOption.REPLACE_EXISTING);
    count(Kind.ORDERS_RESTORED);
    startWithRestoredOrders();
  }

  /** As {@code sed -i} and rsync do; the service must notice before it answers a purchase. */
  private void replaceOrders() throws IOException, InterruptedException {
    Path copy = copyOfOrders();
    seen.orderBookRestored(true);
    Files.move(copy, orderFile, StandardCopyOption.REPLACE_EXISTING);
    count(Kind.ORDERS_REPLACED);
    int status = orders.awaitExit();
    if (status != FATAL) {
      seen.problem("with its file replaced, the order service ended with status " + status);
    }
    startWithRestoredOrders();
  }

  private Path copyOfOrders() throws IOException {
    return Files.copy(orderFile, store.data().resolveSibling("order.copy.csv"));
  }

  private void startWithRestoredOrders() throws IOException, InterruptedException {
    faults.start(List.of(orders));
    faults.awaitPurchase();
    seen.orderBookRestored(false);
  }

  /** On the same catalog, with a folder of its own. */
  private void startSecondOrderService() throws IOException, InterruptedException {
    faults.awaitReady();
    secondOrders.start();
    count(Kind.SECOND_ORDER_SERVICE);
    awaitLine(secondOrders, "the catalog refuses this order service");
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(
                "127.0.0.1", secondOrders.port(), InsecureChannelCredentials.create())
            .build();
    try {
      BuyRequest purchase =
          BuyRequest.newBuilder().setName(Toys.ALL.get(0).name()).setQuantity(1).build();
      OrderGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS).buy(purchase);
      seen.problem("a second order service sold something");
    } catch (StatusRuntimeException e) {
      faults.write("the second order service answers a purchase with " + e.getStatus());
    } finally {
      channel.shutdownNow();
    }
    secondOrders.kill();
  }

  private void restoreCatalogue() throws IOException, InterruptedException {
    faults.kill(List.of(catalog));
    mustRefuse(Kind.CATALOGUE_RESTORED, olderCatalog, "is an older copy");
  }

  /** Another name for a toy that was sold after the last checkpoint, if there is one. */
  private void editCatalogue() throws IOException, InterruptedException {
    faults.kill(List.of(catalog));
    String toy = soldAfterTheCheckpoint();
    if (toy == null) {
      faults.write("every sale was in the checkpoint");
      faults.start(List.of(catalog));
      return;
    }
    String edited =
        Files.readString(catalogFile).replace("\n" + csv(toy), "\n" + csv(toy + ", renamed"));
    mustRefuse(
        Kind.CATALOGUE_EDITED,
        edited.getBytes(StandardCharsets.UTF_8),
        " x " + toy + " in the sales");
  }

  /**
   * The catalog must not start with this file, and name the reason; then it starts with its own.
   */
  private void mustRefuse(Kind kind, byte[] content, String reason)
      throws IOException, InterruptedException {
    faults.books().lock();
    try {
      byte[] own = Files.readAllBytes(catalogFile);
      Files.write(catalogFile, content);
      count(kind);
      catalog.launch();
      int status = catalog.awaitExit();
      if (status != REFUSED_TO_START || !catalog.logSinceStart().hasLineWith(reason)) {
        seen.problem(kind.title + ": the catalog ended with status " + status + ", see its log");
      }
      Files.write(catalogFile, own);
    } finally {
      faults.books().unlock();
    }
    faults.start(List.of(catalog));
  }

  private String soldAfterTheCheckpoint() throws IOException {
    try {
      List<CatalogRow> rows =
          CatalogFile.parse(Files.readAllBytes(catalogFile), "catalog.csv").rows();
      Map<String, Long> counted =
          rows.stream().collect(Collectors.toMap(CatalogRow::name, CatalogRow::toSale));
      Set<String> sold = new TreeSet<>();
      Set<String> changed = new HashSet<>();
      JournalReader.read(
          store.data().resolve("sales.csv"),
          new MovementFormat(),
          (movement, line, offset) -> {
            if (movement.number() >= counted.get(movement.name())) {
              (movement instanceof Sale ? sold : changed).add(movement.name());
            }
          });
      sold.removeAll(changed);
      return sold.isEmpty() ? null : sold.iterator().next();
    } catch (UnusableFileException e) {
      throw new IOException(e);
    }
  }

  private static String csv(String name) {
    StringBuilder field = new StringBuilder();
    Csv.append(field, name);
    return field + ",";
  }

  private void awaitLine(ServiceProcess process, String text)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SAYS_WITHIN_NANOS;
    while (!process.logSinceStart().hasLineWith(text)) {
      if (System.nanoTime() > deadline) {
        seen.problem("the " + process + " does not say: " + text);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** For the report. */
  String summary() {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey().title + " " + entry.getValue() + " times")
        .collect(Collectors.joining(", "));
  }
}
