package common.etcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cluster.EtcdCluster;
import com.google.protobuf.ByteString;
import common.journal.Journal;
import common.journal.RowCodec;
import common.journal.RowFormat;
import common.journal.Storage;
import common.process.StartException;
import common.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import rpc.etcd.Compare;
import rpc.etcd.KVGrpc;
import rpc.etcd.KeyValue;
import rpc.etcd.RequestOp;
import rpc.etcd.TxnRequest;
import store.LossyLink;

final class EtcdStorageTest {
  private static final String JOURNAL = "notes.csv";

  /** About as long as an order. */
  private static final String LONG = "x".repeat(90);

  @TempDir private static Path folder;
  private static EtcdCluster cluster;

  private final List<Closeable> opened = new ArrayList<>();
  private String prefix;
  private EtcdClient client;

  @BeforeAll
  static void startEtcd() throws Exception {
    cluster = EtcdFixture.start(folder, 1, "--unsafe-no-fsync");
  }

  @AfterAll
  static void stopEtcd() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void prepare(TestInfo test) throws IOException {
    prefix = test.getTestMethod().orElseThrow().getName() + "/";
    client = EtcdFixture.client(cluster);
    opened.add(client);
  }

  @AfterEach
  void close() throws IOException {
    for (Closeable each : opened) {
      each.close();
    }
  }

  /** A row is a word. */
  private static final class Words implements RowFormat<String> {
    @Override
    public String columns() {
      return "word";
    }

    @Override
    public void encode(String entry, StringBuilder row) {
      row.append(entry);
    }

    @Override
    public String decode(List<String> fields) {
      return fields.get(0);
    }
  }

  /** What a start reads. */
  private static final class Replayed implements Journal.Replay<String> {
    final List<String> words = new ArrayList<>();
    int older;

    @Override
    public void entry(String word) {
      words.add(word);
    }

    @Override
    public void nextSegment() {
      older = words.size();
    }
  }

  private static final class Listener implements Journal.Listener<String> {
    final List<String> durable = new ArrayList<>();
    final CompletableFuture<Throwable> failed = new CompletableFuture<>();
    volatile Runnable afterDurable = () -> {};

    @Override
    public synchronized void durable(List<String> batch) {
      durable.addAll(batch);
      afterDurable.run();
    }

    synchronized int durableRows() {
      return durable.size();
    }

    @Override
    public void failed(Throwable failure) {
      failed.complete(failure);
    }
  }

  /** A process that leads and has its journal open. */
  private final class Leader {
    final Leadership leadership;
    final EtcdStorage storage;
    final Replayed replayed = new Replayed();
    final Listener listener = new Listener();
    final Storage.Numbered<String> notes;
    private int appended;

    Leader(EtcdClient client) throws Exception {
      this(client, FencedWriter.Sabotage.NONE);
    }

    Leader(EtcdClient client, FencedWriter.Sabotage sabotage) throws Exception {
      leadership = new Election(client, prefix + "leader", "me", 5).campaign();
      storage = new EtcdStorage(client, prefix, new FencedWriter(client, leadership, sabotage));
      notes = storage.openNumbered(JOURNAL, new Words(), replayed);
      notes.journal().start(listener);
    }

    void append(String... words) {
      for (String word : words) {
        notes.journal().append(word);
        appended++;
      }
    }

    void awaitDurable() {
      Await.until("all is durable", () -> listener.durableRows() == appended);
    }

    void appendDurably(String... words) {
      append(words);
      awaitDurable();
    }

    /** In several batches, as many as come. */
    void appendMany(int from, int to) {
      for (int i = from; i < to; i++) {
        append(word(i));
        if (i % 500 == 499) {
          awaitDurable();
        }
      }
      awaitDurable();
    }

    void rotate() throws Exception {
      notes.journal().rotate().get(20, TimeUnit.SECONDS);
    }

    void resign() throws IOException {
      notes.journal().close();
      leadership.resign();
    }
  }

  private static String word(int number) {
    return number + LONG;
  }

  private static List<String> words(int from, int to) {
    return IntStream.range(from, to).mapToObj(EtcdStorageTest::word).toList();
  }

  private Leader lead() throws Exception {
    return new Leader(client);
  }

  private Replayed replay() throws Exception {
    Leader reader = lead();
    reader.resign();
    return reader.replayed;
  }

  private void put(ByteString key, String value) throws Exception {
    TxnRequest request =
        TxnRequest.newBuilder()
            .addSuccess(Requests.put(key, ByteString.copyFromUtf8(value)))
            .build();
    client.call(KVGrpc.getTxnMethod(), request, 5000).get();
  }

  private void delete(ByteString key) throws Exception {
    ByteString next = key.concat(ByteString.copyFrom(new byte[1]));
    TxnRequest request = TxnRequest.newBuilder().addSuccess(Requests.delete(key, next)).build();
    client.call(KVGrpc.getTxnMethod(), request, 5000).get();
  }

  private KeyValue get(ByteString key) throws Exception {
    return new Pages(client, 0).get(key);
  }

  private List<String> keysUnder(String name) throws Exception {
    List<String> keys = new ArrayList<>();
    ByteString start = Requests.key(prefix + name);
    new Pages(client, 0)
        .read(
            start,
            Requests.endOf(start),
            found -> keys.add(found.getKey().toStringUtf8().substring(prefix.length())));
    return keys;
  }

  private JournalKeys journalKeys() {
    return new JournalKeys(prefix + JOURNAL + "/");
  }

  @Nested
  final class Append {
    @Test
    void append_isDurableInOrder_andReadBackByTheNextLeader() throws Exception {
      Leader leader = lead();
      assertEquals(List.of(), leader.replayed.words);
      leader.appendDurably("a");
      leader.appendDurably("b", "c");
      assertEquals(List.of("a", "b", "c"), leader.listener.durable);
      assertEquals(3, leader.notes.journal().rows());
      leader.resign();
      assertEquals(List.of("a", "b", "c"), replay().words);
    }

    @Test
    void append_inOneBatchOfManyMegabytes_isReadBack() throws Exception {
      Leader leader = lead();
      String[] words = words(0, 30_000).toArray(String[]::new);
      leader.appendDurably(words);
      leader.resign();
      assertEquals(List.of(words), replay().words);
    }

    @Test
    void append_anotherLeads_failsAndWritesNothing() throws Exception {
      Leader old = lead();
      old.appendDurably("a");
      delete(Requests.key(prefix + "leader"));
      Leader next = new Leader(client);
      old.append("b");
      Throwable failure = old.listener.failed.get(20, TimeUnit.SECONDS);
      assertInstanceOf(LostLeadershipException.class, failure);
      assertTrue(old.leadership.lost().isDone());
      next.appendDurably("c");
      next.resign();
      assertEquals(List.of("a", "c"), replay().words);
    }

    @Test
    void append_nobodyLeads_failsAndWritesNothing() throws Exception {
      Leader old = lead();
      delete(Requests.key(prefix + "leader"));
      old.append("a");
      assertInstanceOf(
          LostLeadershipException.class, old.listener.failed.get(20, TimeUnit.SECONDS));
      assertEquals(List.of(), replay().words);
    }

    @Test
    void append_keyIsThereAlready_failsAndOverwritesNothing() throws Exception {
      Leader leader = lead();
      leader.appendDurably("a");
      put(journalKeys().batch(1), "written by somebody else");
      leader.append("b");
      Throwable failure = leader.listener.failed.get(20, TimeUnit.SECONDS);
      assertTrue(failure.getMessage().contains("written by somebody else"), failure::toString);
      assertEquals(
          "written by somebody else", get(journalKeys().batch(1)).getValue().toStringUtf8());
    }

    @Test
    void append_replyIsLost_isWrittenOnce() throws Exception {
      try (LossyLink link = new LossyLink(() -> cluster.clientPort(0));
          EtcdClient lossy =
              new EtcdClient(EtcdFixture.options("http://127.0.0.1:" + link.port()))) {
        Leader leader = new Leader(lossy);
        leader.appendDurably("a");
        link.swallowReplies();
        leader.append("b");
        Await.until("the batch has arrived", () -> get(journalKeys().batch(1)) != null);
        assertEquals(1, leader.listener.durableRows());
        link.breakConnections();
        leader.awaitDurable();
        leader.appendDurably("c");
        leader.resign();
      }
      assertEquals(List.of("a", "b", "c"), replay().words);
    }
  }

  /** What {@link Append} shows does not hold without either condition of a transaction. */
  @Nested
  final class Sabotaged {
    @Test
    void withoutTheFence_anOldLeaderWritesWhereTheNextOneIsToWrite() throws Exception {
      Leader old = new Leader(client, FencedWriter.Sabotage.NO_FENCE);
      old.appendDurably("a");
      delete(Requests.key(prefix + "leader"));
      Leader next = lead();
      old.appendDurably("b");
      next.append("c");
      Throwable failure = next.listener.failed.get(20, TimeUnit.SECONDS);
      assertTrue(failure.getMessage().contains("although this process leads"), failure::toString);
    }

    @Test
    void withoutCreateOnlyKeys_aCopyThatComesLateOverwritesWhatWasWritten() throws Exception {
      Leader old = new Leader(client, FencedWriter.Sabotage.NO_GUARD);
      old.appendDurably("a");
      String written = get(journalKeys().batch(0)).getValue().toStringUtf8();
      FencedWriter late = new FencedWriter(client, old.leadership, FencedWriter.Sabotage.NO_GUARD);
      ByteString key = journalKeys().batch(0);
      late.write(Requests.isAbsent(key), key, ByteString.copyFromUtf8("late"), List.of());
      assertNotEquals(written, get(key).getValue().toStringUtf8());
    }
  }

  @Nested
  final class Blocks {
    @Test
    void append_manyBatches_arePutTogether_andEachRowIsFound() throws Exception {
      Leader leader = lead();
      leader.appendMany(0, 20_000);
      Await.until("most are in blocks", () -> keysUnder(JOURNAL + "/rows/").size() < 20);
      assertTrue(keysUnder(JOURNAL + "/blocks/").size() >= 10);
      Random random = new Random(1);
      for (int i = 0; i < 200; i++) {
        int row = random.nextInt(20_000);
        assertEquals(word(row), leader.notes.reader().read(row));
      }
      assertThrows(IndexOutOfBoundsException.class, () -> leader.notes.reader().read(20_000));
      leader.resign();
      Leader next = lead();
      assertEquals(words(0, 20_000), next.replayed.words);
      for (int row : new int[] {0, 1, 9_999, 19_999}) {
        assertEquals(word(row), next.notes.reader().read(row));
      }
      next.resign();
    }

    @Test
    void pack_batchComesAgainLate_doesNotCount_andIsDeletedByTheNext() throws Exception {
      Leader leader = lead();
      leader.appendMany(0, 10_000);
      assertNull(get(journalKeys().batch(0)), "the first batch is in a block");
      put(journalKeys().batch(0), "a copy that was long on its way");
      leader.resign();
      Leader next = lead();
      assertEquals(words(0, 10_000), next.replayed.words);
      next.appendMany(10_000, 20_000);
      assertNull(get(journalKeys().batch(0)));
      next.resign();
      assertEquals(words(0, 20_000), replay().words);
    }

    @Test
    void pack_crashBeforeIt_theNextLeaderPutsTogether() throws Exception {
      // What a leader leaves that dies just before: more batches than it would ever keep.
      Leader leader = lead();
      leader.resign();
      for (int i = 0; i < 8_000; i += 500) {
        put(journalKeys().batch(i), lines(words(i, i + 500)));
      }
      Leader next = lead();
      assertEquals(words(0, 8_000), next.replayed.words);
      next.appendMany(8_000, 8_001);
      Await.until("some are in blocks", () -> keysUnder(JOURNAL + "/rows/").size() < 8);
      next.resign();
      assertEquals(words(0, 8_001), replay().words);
    }

    @Test
    void pack_crashAfterIt_theNextLeaderReadsTheBlocks() throws Exception {
      try (EtcdClient dyingClient = EtcdFixture.client(cluster)) {
        Leader dying = new Leader(dyingClient);
        dying.appendMany(0, 6_000);
        Await.until("the blocks are there", () -> get(journalKeys().block(0)) != null);
      }
      delete(Requests.key(prefix + "leader"));
      Leader next = lead();
      assertEquals(words(0, 6_000), next.replayed.words);
      next.appendDurably("a");
      next.resign();
    }

    @Test
    void pack_replyIsLost_isRecognisedWhenItIsSentAgain() throws Exception {
      Leader leader = lead();
      FencedWriter writer = new FencedWriter(client, leader.leadership);
      ByteString state = journalKeys().state();
      Compare guard = Requests.wasPutAt(state, get(state).getModRevision());
      ByteString next = new JournalState(0, 0, 7).encode();
      List<RequestOp> block = List.of(Requests.put(journalKeys().block(0), next));
      long revision = writer.write(guard, state, next, block);
      assertEquals(revision, writer.write(guard, state, next, block));
      assertEquals(revision, get(journalKeys().block(0)).getModRevision());
    }

    @Test
    void pack_anotherLeads_changesNothing() throws Exception {
      Leader old = lead();
      old.appendMany(0, 4_000);
      delete(Requests.key(prefix + "leader"));
      Leader next = new Leader(client);
      old.append(words(4_000, 8_000).toArray(String[]::new));
      assertInstanceOf(
          LostLeadershipException.class, old.listener.failed.get(20, TimeUnit.SECONDS));
      assertEquals(List.of(), keysUnder(JOURNAL + "/blocks/"));
      next.resign();
      assertEquals(words(0, 4_000), replay().words);
    }
  }

  @Nested
  final class Segments {
    @Test
    void rotate_keepsTwoSegments() throws Exception {
      Leader leader = lead();
      leader.appendDurably("a", "b");
      leader.rotate();
      assertEquals(0, leader.notes.journal().rows());
      leader.appendDurably("c");
      leader.resign();
      Leader next = lead();
      assertEquals(List.of("a", "b", "c"), next.replayed.words);
      assertEquals(2, next.replayed.older);
      assertEquals(1, next.notes.journal().rows());
      next.rotate();
      next.appendDurably("d");
      next.resign();
      Replayed last = replay();
      assertEquals(List.of("c", "d"), last.words);
      assertEquals(1, last.older);
    }

    @Test
    void rotate_withBlocks_dropsThoseBelow_andSkipsTheRowsOfTheOneBetween() throws Exception {
      Leader leader = lead();
      leader.appendMany(0, 7_000);
      leader.rotate();
      leader.appendMany(7_000, 14_000);
      int before = keysUnder(JOURNAL + "/blocks/").size();
      leader.rotate();
      assertTrue(keysUnder(JOURNAL + "/blocks/").size() < before);
      leader.appendMany(14_000, 21_000);
      leader.resign();
      Leader next = lead();
      assertEquals(words(7_000, 21_000), next.replayed.words);
      assertEquals(7_000, next.replayed.older);
      next.rotate();
      next.rotate();
      next.rotate();
      assertEquals(List.of(), keysUnder(JOURNAL + "/blocks/"));
      assertEquals(List.of(), keysUnder(JOURNAL + "/rows/"));
      next.appendDurably("a");
      next.resign();
      Replayed last = replay();
      assertEquals(List.of("a"), last.words);
      assertEquals(0, last.older);
    }
  }

  @Nested
  final class Corruption {
    private String refusal() throws Exception {
      String said = assertThrows(StartException.class, EtcdStorageTest.this::lead).getMessage();
      delete(Requests.key(prefix + "leader"));
      return said;
    }

    private void assertMissing(String key) throws Exception {
      delete(Requests.key(prefix + key));
      String said = refusal();
      assertTrue(said.contains(key + " is missing"), said);
    }

    private void leaveRows() throws Exception {
      Leader leader = lead();
      leader.appendMany(0, 10_000);
      leader.resign();
    }

    @Test
    void open_batchIsMissing_refusesAndNamesTheKey() throws Exception {
      Leader leader = lead();
      leader.appendDurably("a");
      leader.appendDurably("b");
      leader.appendDurably("c");
      leader.resign();
      List<String> batches = keysUnder(JOURNAL + "/rows/");
      assertMissing(batches.get(1));
      assertMissing(batches.get(0));
    }

    @Test
    void open_blockIsMissing_refusesAndNamesTheKey() throws Exception {
      leaveRows();
      List<String> blocks = keysUnder(JOURNAL + "/blocks/");
      assertMissing(blocks.get(blocks.size() - 1));
      assertMissing(blocks.get(1));
      assertMissing(blocks.get(0));
    }

    @Test
    void open_rowWithABadChecksum_refusesAndNamesTheKeyAndLine() throws Exception {
      Leader leader = lead();
      leader.appendDurably("a");
      leader.appendDurably("b");
      leader.resign();
      put(journalKeys().batch(1), "b,00000000\n");
      String said = refusal();
      assertTrue(said.contains("0000001 line 1: the row does not match its checksum"), said);
    }

    @Test
    void open_otherColumns_refuses() throws Exception {
      replay();
      put(journalKeys().header(), "sound,crc32c\n");
      String said = refusal();
      assertTrue(said.contains("another version"), said);
    }
  }

  @Nested
  final class Documents {
    private byte[] bytes(int size, int seed) {
      byte[] bytes = new byte[size];
      new Random(seed).nextBytes(bytes);
      return bytes;
    }

    @Test
    void replace_anySize_isReadBack_andNothingOfTheOldOneStays() throws Exception {
      Leader leader = lead();
      assertNull(leader.storage.read("catalog.csv"));
      for (int size : new int[] {10, 0, 3_000_000, 512 * 1024, 512 * 1024 + 1, 17}) {
        leader.storage.replace("catalog.csv", bytes(size, size));
        assertArrayEquals(bytes(size, size), leader.storage.read("catalog.csv"));
      }
      leader.resign();
      assertEquals(2, keysUnder("catalog.csv/").size());
      Leader next = lead();
      assertArrayEquals(bytes(17, 17), next.storage.read("catalog.csv"));
      next.resign();
    }

    @Test
    void replace_crashBetweenItsParts_leavesTheOldOne() throws Exception {
      Leader leader = lead();
      leader.storage.replace("catalog.csv", bytes(1_000_000, 1));
      put(Requests.key(prefix + "catalog.csv/parts/99-1/0000"), "half of a new one");
      put(Requests.key(prefix + "catalog.csv/parts/0-1/0000"), "half of another");
      leader.resign();
      Leader next = lead();
      assertArrayEquals(bytes(1_000_000, 1), next.storage.read("catalog.csv"));
      next.storage.replace("catalog.csv", bytes(10, 2));
      assertEquals(2, keysUnder("catalog.csv/").size());
      next.resign();
    }

    @Test
    void replace_anotherLeads_fails() throws Exception {
      Leader old = lead();
      old.storage.replace("catalog.csv", bytes(10, 1));
      delete(Requests.key(prefix + "leader"));
      Leader next = new Leader(client);
      assertThrows(
          LostLeadershipException.class, () -> old.storage.replace("catalog.csv", bytes(10, 2)));
      assertArrayEquals(bytes(10, 1), next.storage.read("catalog.csv"));
      next.resign();
    }
  }

  @Nested
  final class Space {
    private String[] withQuota(int megabytes) {
      return new String[] {"--unsafe-no-fsync", "--quota-backend-bytes=" + megabytes + "000000"};
    }

    private void fill(Storage storage) {
      assertThrows(
          EtcdException.class,
          () -> {
            for (int i = 0; i < 20; i++) {
              storage.replace("big", new byte[1_000_000]);
            }
          });
    }

    @Test
    void append_quotaUsedUp_waits_readsGoOn_andItIsWrittenOnceThereIsRoom(@TempDir Path data)
        throws Exception {
      try (EtcdCluster full = EtcdFixture.start(data, 1, withQuota(4));
          EtcdClient itsClient = EtcdFixture.client(full)) {
        Leader leader = new Leader(itsClient);
        leader.appendDurably("a");
        fill(leader.storage);
        leader.append("b");
        Await.until("it is known that nothing is written", leader.storage::isStalled);
        assertEquals(1, leader.listener.durableRows());
        assertEquals("a", leader.notes.reader().read(0));
        full.terminate(0);
        full.flags(withQuota(100));
        full.startAll();
        full.disarmAlarms();
        leader.awaitDurable();
        assertFalse(leader.storage.isStalled());
        leader.appendDurably("c");
        leader.resign();
      }
    }
  }

  private static String lines(List<String> words) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    RowCodec<String> codec = new RowCodec<>(new Words());
    words.forEach(word -> codec.encode(word, lines));
    return lines.toString(StandardCharsets.UTF_8);
  }
}
