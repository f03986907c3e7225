package common.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/** Connections to a server, which are closed together. */
public final class Connections implements AutoCloseable {
  private final IntSupplier port;
  private final List<HttpConnection> all = new CopyOnWriteArrayList<>();

  /** The port is asked for at each new connection. */
  public Connections(IntSupplier port) {
    this.port = port;
  }

  /** A new connection. */
  public HttpConnection connect() {
    HttpConnection connection = HttpConnection.to(port.getAsInt());
    all.add(connection);
    return connection;
  }

  /** Those that were opened, in that order. */
  public List<HttpConnection> all() {
    return all;
  }

  @Override
  public void close() {
    all.forEach(HttpConnection::close);
  }
}
