package common.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Connections to a server, which are closed after the test that opened them:
 *
 * <pre>{@code @RegisterExtension final Connections connections = new Connections(() -> port);}
 * </pre>
 */
public final class Connections implements AfterEachCallback {
  private final IntSupplier port;
  private final List<HttpConnection> open = new CopyOnWriteArrayList<>();

  /** The port is asked for at each new connection. */
  public Connections(IntSupplier port) {
    this.port = port;
  }

  /** A new connection. */
  public HttpConnection connect() {
    HttpConnection connection = HttpConnection.to(port.getAsInt());
    open.add(connection);
    return connection;
  }

  @Override
  public void afterEach(ExtensionContext test) {
    open.forEach(HttpConnection::close);
    open.clear();
  }
}
