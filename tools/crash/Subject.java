package crash;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import store.ServiceProcess;

/** The store that a run hurts. */
interface Subject extends Closeable {
  /** The services, in the order in which they are started. */
  List<ServiceProcess> processes();

  /** Where the catalog is, as {@code CATALOG_HOST} takes it. */
  String catalog();

  /** Where the starting files are to be. */
  Path startingFolder();

  /** Starts it with those files, and waits until it serves. */
  void start() throws IOException, InterruptedException;

  /** What can be done to it. */
  void addFaults(Faults faults) throws IOException;

  /** A folder with its files as they are now; empty if they cannot be had at the moment. */
  Optional<Path> books() throws IOException, InterruptedException;

  /** For the report: what was done to it beside killing and hanging. */
  String summary();
}
