package frontend;

import java.util.stream.Stream;

/** Ids of clients that share a worker. */
final class ClientIds {
  private ClientIds() {}

  /** A new id whose home is the worker. */
  static String at(int worker, int workers) {
    return Stream.generate(Clients::newId)
        .filter(id -> Clients.home(id, workers) == worker)
        .findFirst()
        .orElseThrow();
  }
}
