package catalog;

import common.journal.CommitLog;
import common.process.StartException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Catalogs with a part of the lease protocol taken out, to see that the checker notices. */
public final class SabotagedCatalog {
  private SabotagedCatalog() {}

  /** Tells its followers what changes, and waits for none of them. */
  public static CatalogService withoutAcknowledgements(
      CatalogService.Options options, Consumer<Throwable> fatal) throws StartException {
    return CatalogService.start(
        options,
        new CatalogService.Sabotage() {
          @Override
          public CommitLog.Audience<Movement> audience(Followers followers) {
            return new Impatient(followers);
          }
        },
        fatal);
  }

  /** Publishes at once after its start, whatever leases its predecessor gave. */
  public static CatalogService withoutPredecessor(
      CatalogService.Options options, Consumer<Throwable> fatal) throws StartException {
    return CatalogService.start(
        options,
        new CatalogService.Sabotage() {
          @Override
          public boolean awaitsPredecessor() {
            return false;
          }
        },
        fatal);
  }

  /** Stops it at once, as a crash would. */
  public static void crash(CatalogService catalog) {
    catalog.crash();
  }

  private record Impatient(Followers followers) implements CommitLog.Audience<Movement> {
    @Override
    public CompletableFuture<Void> announce(List<Movement> batch) {
      followers.announce(batch);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void published(List<Movement> batch) {
      followers.published(batch);
    }
  }
}
