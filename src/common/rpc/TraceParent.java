package common.rpc;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code traceparent} of W3C Trace Context (level 1): which trace a request belongs to. The
 * store adds no spans of its own; it hands on what came in, and writes it into its logs. One that
 * is not valid is none.
 */
public final class TraceParent {
  /** No trace. */
  public static final String NONE = "";

  static final Metadata.Key<String> HEADER =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  static final CallOptions.Key<String> OF_CALL =
      CallOptions.Key.createWithDefault("traceparent", NONE);

  static final Context.Key<String> CURRENT = Context.keyWithDefault("traceparent", NONE);

  /** {@code 00-}, 32 digits of the trace, {@code -}, 16 of the parent, {@code -}, 2 of flags. */
  private static final int LENGTH = 55;

  private static final int TRACE = 3;
  private static final int PARENT = 36;
  private static final int FLAGS = 53;

  private TraceParent() {}

  /** That of a request; none if it has several, or null for no header of that name. */
  public static String of(List<String> headers) {
    return headers == null || headers.size() != 1 ? NONE : valid(headers.get(0));
  }

  /** That of the gRPC call which is handled now, on the thread that began to. */
  public static String ofCurrentCall() {
    return CURRENT.get();
  }

  /** That of a call which carries questions of many: the one that all of them have. */
  public static String shared(List<String> traceparents) {
    String first = traceparents.isEmpty() ? NONE : traceparents.get(0);
    return traceparents.stream().allMatch(first::equals) ? first : NONE;
  }

  /** That of a question among others in a call: its own if that is valid, or else the call's. */
  public static String of(String own, String ofCall) {
    String valid = valid(own);
    return valid.isEmpty() ? ofCall : valid;
  }

  static String of(Metadata headers) {
    Iterable<String> values = headers.getAll(HEADER);
    if (values == null) {
      return NONE;
    }
    List<String> all = new ArrayList<>();
    values.forEach(all::add);
    return of(all);
  }

  /**
   * The same in version 00, or none if it is not valid. Of a later version only the fields of 00
   * count, and of the flags only that the trace is sampled, as the specification wants it.
   */
  static String valid(String text) {
    if (text.length() < LENGTH
        || !isHex(text, 0, 2)
        || text.startsWith("ff")
        || !isField(text, TRACE, PARENT - 1)
        || !isField(text, PARENT, FLAGS - 1)
        || text.charAt(FLAGS - 1) != '-'
        || !isHex(text, FLAGS, LENGTH)) {
      return NONE;
    }
    boolean ends = text.length() == LENGTH;
    if (!ends && (text.startsWith("00") || text.charAt(LENGTH) != '-')) {
      return NONE;
    }
    int flags = Character.digit(text.charAt(LENGTH - 1), 16);
    return "00" + text.substring(2, FLAGS) + ((flags & 1) == 1 ? "01" : "00");
  }

  /** A hyphen, and digits that are not all 0. */
  private static boolean isField(String text, int from, int to) {
    boolean zero = text.substring(from, to).chars().allMatch(c -> c == '0');
    return text.charAt(from - 1) == '-' && isHex(text, from, to) && !zero;
  }

  private static boolean isHex(String text, int from, int to) {
    return text.substring(from, to)
        .chars()
        .allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }
}
