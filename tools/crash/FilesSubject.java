package crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import store.Service;
import store.ServiceProcess;
import store.StoreProcesses;

/** A store on one machine, with its files in a folder. */
final class FilesSubject implements Subject {
  private final StoreProcesses store;
  private final List<ServiceProcess> processes;
  private final Observations seen;
  private final Random random;
  private final StartingFiles files;
  private FileFaults fileFaults;

  /** Nothing is started yet. */
  FilesSubject(Path folder, int frontends, Observations seen, Random random, StartingFiles files)
      throws IOException {
    this.seen = seen;
    this.random = random;
    this.files = files;
    store = new StoreProcesses(folder);
    for (int i = 2; i <= frontends; i++) {
      store.add(Service.FRONTEND, "frontend-" + i);
    }
    processes = store.processes();
  }

  @Override
  public List<ServiceProcess> processes() {
    return processes;
  }

  @Override
  public String catalog() {
    return "127.0.0.1:" + store.port(Service.CATALOG);
  }

  @Override
  public Path startingFolder() {
    return store.data();
  }

  @Override
  public void start() throws IOException, InterruptedException {
    for (ServiceProcess process : processes) {
      process.start();
    }
    store.awaitServing();
  }

  @Override
  public void addFaults(Faults faults) throws IOException {
    fileFaults = new FileFaults(store, faults, seen, files.olderCatalogue());
    faults.choose(54, () -> faults.killAndStart(faults.some(processes, 1)));
    faults.choose(10, () -> faults.killAndStart(faults.some(processes, 2)));
    faults.choose(10, () -> killAll(faults));
    faults.choose(16, () -> faults.hang(faults.some(processes, 1).get(0)));
    faults.choose(10, () -> faults.stop(faults.some(processes, 1).get(0)));
  }

  private void killAll(Faults faults) throws IOException, InterruptedException {
    faults.kill(processes);
    if (random.nextBoolean()) {
      faults.verifyStopped(store.data());
    }
    faults.start(faults.some(processes, processes.size()));
  }

  @Override
  public Optional<Path> books() {
    return Optional.of(store.data());
  }

  @Override
  public String summary() {
    return fileFaults.summary();
  }

  @Override
  public void close() {
    store.close();
  }
}
