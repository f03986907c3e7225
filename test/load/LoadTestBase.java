package load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fake store, and the load generator run on it as from a command line. */
abstract class LoadTestBase {
  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  protected LyingStore store;

  @BeforeEach
  void open() throws IOException {
    store = new LyingStore();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  protected static String key(String request) {
    return request.lines().filter(line -> line.startsWith("Idempotency-Key")).findFirst().get();
  }

  protected List<String> requests(String start, Predicate<String> which) {
    return store.requests().stream().filter(r -> r.startsWith(start)).filter(which).toList();
  }

  protected int load(String... options) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(options));
    if (!all.contains("--host")) {
      all.addAll(0, List.of("--host", store.host()));
    }
    return LoadMain.run(
        new PrintStream(outBytes, true, StandardCharsets.UTF_8),
        new PrintStream(errBytes, true, StandardCharsets.UTF_8),
        all.toArray(new String[0]));
  }

  protected String out() {
    return outBytes.toString(StandardCharsets.UTF_8);
  }

  protected String err() {
    return errBytes.toString(StandardCharsets.UTF_8);
  }
}
