package common.etcd;

import common.journal.Journal;
import common.journal.RowFormat;
import common.journal.Storage;
import common.process.StartException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Journals and documents in etcd, for the leader. Every write is fenced: it fails once another
 * process leads.
 *
 * <p>The keys of {@code order.csv} of the order service begin with {@code PREFIXorder/order.csv/}.
 */
public final class EtcdStorage implements Storage {
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EtcdClient client;
  private final String prefix;
  private final FencedWriter writer;
  private final EtcdDocuments documents;
  private final List<EtcdJournal<?>> journals = new CopyOnWriteArrayList<>();

  /** Work that waits for etcd. */
  private interface Waiting<R, E extends Exception> {
    R run() throws IOException, InterruptedException, E;
  }

  /**
   * @param prefix of the service's keys, ends with a slash
   */
  public EtcdStorage(EtcdClient client, String prefix, Leadership leadership) {
    this(client, prefix, new FencedWriter(client, leadership));
  }

  EtcdStorage(EtcdClient client, String prefix, FencedWriter writer) {
    this.client = client;
    this.prefix = prefix;
    this.writer = writer;
    this.documents = new EtcdDocuments(client, writer, prefix);
  }

  /**
   * Whether etcd does not take what is to be written: it has no quorum, or no space. What was
   * appended waits; to take on more would only make callers wait in vain.
   */
  public boolean isStalled() {
    return journals.stream().anyMatch(journal -> journal.isStalled(STALLED_NANOS));
  }

  @Override
  public <T> Journal<T> open(String name, RowFormat<T> format, Journal.Replay<T> replay)
      throws IOException, StartException {
    return journal(name, format, replay);
  }

  @Override
  public <T> Numbered<T> openNumbered(String name, RowFormat<T> format, Journal.Replay<T> replay)
      throws IOException, StartException {
    EtcdJournal<T> journal = journal(name, format, replay);
    return new Numbered<>(
        journal, new EtcdRowReader<>(new Pages(client, 0), keys(name), format, journal.map()));
  }

  private <T> EtcdJournal<T> journal(String name, RowFormat<T> format, Journal.Replay<T> replay)
      throws IOException, StartException {
    EtcdJournal<T> journal =
        waiting(() -> EtcdJournal.open(name, client, writer, keys(name), format, replay));
    journals.add(journal);
    return journal;
  }

  private JournalKeys keys(String name) {
    return new JournalKeys(prefix + name + "/");
  }

  @Override
  public byte[] read(String name) throws IOException {
    return waiting(() -> EtcdDocuments.read(new Pages(client, 0), prefix, name));
  }

  @Override
  public void replace(String name, byte[] content) throws IOException {
    waiting(
        () -> {
          documents.replace(name, content);
          return content;
        });
  }

  private static <R, E extends Exception> R waiting(Waiting<R, E> work) throws IOException, E {
    try {
      return work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for etcd");
    }
  }

  @Override
  public long term() {
    return writer.term();
  }

  @Override
  public String describe(String name) {
    return "etcd:" + prefix + name;
  }

  @Override
  public void close() {
    writer.giveUp();
  }
}
