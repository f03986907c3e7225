package verify;

import common.etcd.Election;
import common.etcd.EtcdClient;
import common.etcd.EtcdOptions;
import common.etcd.EtcdSnapshot;
import common.etcd.EtcdStorage;
import common.etcd.Leadership;
import common.journal.Disk;
import common.journal.FolderStorage;
import common.journal.Journal;
import common.journal.Storage;
import common.process.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Copies a store of files into etcd, or a store in etcd into files. */
public final class StoreCopy {
  private static final long ELECTION_SECONDS = 10;

  private StoreCopy() {}

  /** Reads a journal of the store that is copied. */
  private interface Origin {
    <T> void replay(StoreParts.Part<T> part, Journal.Replay<T> replay)
        throws IOException, InterruptedException, StartException;

    byte[] read(StoreParts.Document document)
        throws IOException, InterruptedException, StartException;
  }

  /**
   * Copies a store in etcd, running or not, into a folder without one, as it is at one moment.
   *
   * @throws StartException if either is not as it should be
   */
  public static void toFolder(EtcdOptions options, Path folder)
      throws IOException, InterruptedException, StartException {
    try (EtcdClient client = new EtcdClient(options)) {
      toFolder(EtcdSnapshot.take(client, options.prefix()), folder);
    }
  }

  /** Writes the files of a store into a folder without one. */
  static void toFolder(EtcdSnapshot snapshot, Path folder)
      throws IOException, InterruptedException, StartException {
    for (StoreParts.Document document : StoreParts.DOCUMENTS) {
      if (Files.exists(folder.resolve(document.name()))) {
        throw new StartException(folder + " has a store already: name an empty folder");
      }
    }
    Origin origin =
        new Origin() {
          @Override
          public <T> void replay(StoreParts.Part<T> part, Journal.Replay<T> replay)
              throws IOException, InterruptedException, StartException {
            snapshot.replay(part.service(), part.name(), part.format(), replay);
          }

          @Override
          public byte[] read(StoreParts.Document document)
              throws IOException, InterruptedException {
            return snapshot.read(document.service(), document.name());
          }
        };
    for (String service : StoreParts.SERVICES) {
      try (Storage target = FolderStorage.open(folder, service, Disk.real())) {
        copy(service, origin, target);
      }
    }
  }

  /**
   * Puts the store of a folder into an etcd without one.
   *
   * @throws StartException if a service runs on either
   */
  public static void toEtcd(Path folder, EtcdOptions options)
      throws IOException, InterruptedException, StartException {
    try (EtcdClient client = new EtcdClient(options)) {
      EtcdSnapshot before = EtcdSnapshot.take(client, options.prefix());
      for (StoreParts.Document document : StoreParts.DOCUMENTS) {
        if (before.read(document.service(), document.name()) != null) {
          throw new StartException(
              "etcd has a store already below "
                  + options.prefix()
                  + ": set ETCD_PREFIX to another");
        }
      }
      for (String service : StoreParts.SERVICES) {
        Leadership leadership = lead(client, options, service);
        try (Storage source = FolderStorage.open(folder, service, Disk.real());
            Storage target =
                new EtcdStorage(client, options.prefix() + service + "/", leadership)) {
          copy(service, originOf(source), target);
        } finally {
          leadership.resign();
        }
      }
    }
  }

  private static Origin originOf(Storage folder) {
    return new Origin() {
      @Override
      public <T> void replay(StoreParts.Part<T> part, Journal.Replay<T> replay)
          throws IOException, StartException {
        folder.open(part.name(), part.format(), replay).close();
      }

      @Override
      public byte[] read(StoreParts.Document document) throws IOException {
        return folder.read(document.name());
      }
    };
  }

  /** Nobody writes meanwhile: while this leads, no service does. */
  private static Leadership lead(EtcdClient client, EtcdOptions options, String service)
      throws InterruptedException, StartException {
    Election election =
        new Election(
            client, options.prefix() + service + "/leader", "copy", options.leaseSeconds());
    CompletableFuture<Leadership> elected = new CompletableFuture<>();
    Thread campaign =
        new Thread(
            () -> {
              try {
                elected.complete(election.campaign());
              } catch (InterruptedException e) {
                elected.completeExceptionally(e);
              }
            });
    campaign.start();
    try {
      return elected.get(ELECTION_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      campaign.interrupt();
      throw new StartException(
          "cannot write to etcd: stop all services of " + service + " that use it first");
    }
  }

  private static void copy(String service, Origin origin, Storage target)
      throws IOException, InterruptedException, StartException {
    for (StoreParts.Part<?> part : StoreParts.JOURNALS) {
      if (part.service().equals(service)) {
        copy(part, origin, target);
      }
    }
    for (StoreParts.Document document : StoreParts.DOCUMENTS) {
      byte[] content = document.service().equals(service) ? origin.read(document) : null;
      if (content != null) {
        target.replace(document.name(), content);
      }
    }
  }

  private static <T> void copy(StoreParts.Part<T> part, Origin origin, Storage target)
      throws IOException, InterruptedException, StartException {
    try (Journal<T> journal = target.open(part.name(), part.format(), entry -> {})) {
      JournalCopy<T> copy = new JournalCopy<>(journal);
      origin.replay(part, copy);
      copy.awaitDurable();
    }
  }
}
