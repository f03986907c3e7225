package common.etcd;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import rpc.etcd.KeyValue;

/**
 * Documents that are replaced as a whole. A value in etcd is limited, so a document is kept in
 * parts, {@code NAME/parts/EDITION/NUMBER}. The key {@code NAME/edition} says which edition counts:
 * it is put last, in the transaction that deletes the parts of all others.
 */
final class EtcdDocuments {
  private static final int PART_BYTES = 512 * 1024;

  private final EtcdClient client;
  private final FencedWriter writer;
  private final String prefix;
  private final AtomicLong editions = new AtomicLong();

  EtcdDocuments(EtcdClient client, FencedWriter writer, String prefix) {
    this.client = client;
    this.writer = writer;
    this.prefix = prefix;
  }

  /** The content at the revision of the pages, or null if there is none. */
  static byte[] read(Pages pages, String prefix, String name)
      throws IOException, InterruptedException {
    KeyValue edition = pages.get(edition(prefix, name));
    if (edition == null) {
      return null;
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ByteString parts = parts(prefix, name, edition.getValue());
    pages.read(
        parts, Requests.endOf(parts), part -> content.writeBytes(part.getValue().toByteArray()));
    return content.toByteArray();
  }

  private static ByteString edition(String prefix, String name) {
    return Requests.key(prefix + name + "/edition");
  }

  private static ByteString parts(String prefix, String name, ByteString edition) {
    return Requests.key(prefix + name + "/parts/" + edition.toStringUtf8() + "/");
  }

  /** Replaces a document; returns when the new one is durable. */
  void replace(String name, byte[] content) throws IOException, InterruptedException {
    ByteString key = edition(prefix, name);
    KeyValue old = new Pages(client, 0).get(key);
    ByteString edition = ByteString.copyFromUtf8(writer.term() + "-" + editions.incrementAndGet());
    ByteString parts = parts(prefix, name, edition);
    int number = 0;
    int from = 0;
    for (; content.length - from > PART_BYTES; from += PART_BYTES) {
      ByteString part = part(parts, number++);
      writer.write(
          Requests.isAbsent(part), part, ByteString.copyFrom(content, from, PART_BYTES), List.of());
    }
    ByteString all = Requests.key(prefix + name + "/parts/");
    writer.write(
        Requests.wasPutAt(key, old == null ? 0 : old.getModRevision()),
        key,
        edition,
        List.of(
            Requests.put(
                part(parts, number), ByteString.copyFrom(content, from, content.length - from)),
            Requests.delete(all, parts),
            Requests.delete(Requests.endOf(parts), Requests.endOf(all))));
  }

  private static ByteString part(ByteString parts, int number) {
    return parts.concat(ByteString.copyFromUtf8("%04d".formatted(number)));
  }
}
