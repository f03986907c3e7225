package crash;

import cluster.ClusterProcesses;
import cluster.EtcdCluster;
import cluster.EtcdLinks;
import cluster.EtcdMember;
import common.etcd.EtcdException;
import common.etcd.EtcdOptions;
import common.process.Settings;
import common.process.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import store.Service;
import store.ServiceProcess;
import store.Target;
import verify.StoreCopy;

/** A store over etcd: two of each service, three members, and a link between any two of them. */
final class ClusterSubject implements Subject {
  private enum Kind {
    LEADER_HUNG("a leader hung"),
    LEADER_CUT_OFF("a leader cut off from etcd"),
    MEMBER_CUT_OFF("a member of etcd cut off"),
    QUORUM_KILLED("etcd's quorum killed"),
    ALL_KILLED("all processes killed at once");

    final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  private static final int MEMBERS = 3;

  /** Longer than a lease, so that some leaders are replaced meanwhile. */
  private static final int MAX_CUT_MILLIS = 9_000;

  private final ClusterProcesses store;
  private final EtcdLinks links;
  private final Path folder;
  private final Random random;
  private final List<ServiceProcess> services;
  private final List<EtcdMember> members;
  private final EtcdOptions options;
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private int copies;

  /** Nothing is started yet. */
  ClusterSubject(Path folder, Random random) throws IOException {
    this.folder = folder.toAbsolutePath();
    this.random = random;
    Path program =
        EtcdCluster.program().orElseThrow(() -> new IOException(EtcdCluster.NOT_INSTALLED));
    EtcdCluster etcd = new EtcdCluster(program, folder.resolve("etcd"), MEMBERS);
    store = new ClusterProcesses(etcd, Path.of("build"), folder);
    links = new EtcdLinks(store);
    services = store.all().toList();
    members = IntStream.range(0, MEMBERS).mapToObj(i -> new EtcdMember(etcd, i)).toList();
    try {
      options =
          EtcdOptions.from(
              new Settings(Map.of("ENGINE", "etcd", "ETCD_ENDPOINTS", etcd.endpoints())));
    } catch (StartException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<ServiceProcess> processes() {
    return services;
  }

  @Override
  public String catalog() {
    return store.hosts(Service.CATALOG);
  }

  @Override
  public Path startingFolder() {
    return folder.resolve("data");
  }

  @Override
  public void start() throws IOException, InterruptedException {
    store.etcd().startAll();
    try {
      StoreCopy.toEtcd(startingFolder(), options);
    } catch (StartException e) {
      throw new IOException(e);
    }
    store.startAll();
  }

  @Override
  public void addFaults(Faults faults) {
    faults.letLeadersStepDown();
    faults.choose(15, () -> faults.killAndStart(List.of(leader())));
    faults.choose(12, () -> faults.killAndStart(faults.some(services, 1)));
    faults.choose(8, () -> faults.killAndStart(faults.some(services, 2)));
    faults.choose(5, () -> faults.killAndStart(store.of(service())));
    faults.choose(10, () -> faults.stop(leader()));
    faults.choose(10, () -> hangLeader(faults));
    faults.choose(12, () -> cutLeader(faults));
    faults.choose(10, () -> faults.killAndStart(faults.some(members, 1)));
    faults.choose(6, () -> faults.hang(faults.some(members, 1).get(0)));
    faults.choose(6, () -> cutMember(faults));
    faults.choose(3, () -> killQuorum(faults));
    faults.choose(3, () -> killAll(faults));
  }

  private Service service() {
    return random.nextBoolean() ? Service.CATALOG : Service.ORDER;
  }

  /** The catalog or the order service that leads; if there is none at the moment, any. */
  private ServiceProcess leader() throws InterruptedException {
    Service service = service();
    return store.leader(service).orElse(store.of(service).get(0));
  }

  private void count(Kind kind, Faults faults) {
    counts.merge(kind, 1, Integer::sum);
    faults.write(kind.title);
  }

  private void hangLeader(Faults faults) throws IOException, InterruptedException {
    ServiceProcess leader = leader();
    faults.mustBeAlive(leader);
    count(Kind.LEADER_HUNG, faults);
    leader.pause();
    lasting(faults, leader);
    leader.resume();
    faults.write("SIGCONT " + leader);
  }

  private void cutLeader(Faults faults) throws IOException, InterruptedException {
    ServiceProcess leader = leader();
    count(Kind.LEADER_CUT_OFF, faults);
    links.cut(leader);
    lasting(faults, leader);
    links.heal(leader);
    faults.write("healed: " + leader);
  }

  private void cutMember(Faults faults) throws InterruptedException {
    int member = random.nextInt(MEMBERS);
    count(Kind.MEMBER_CUT_OFF, faults);
    links.cut(member);
    lasting(faults, members.get(member));
    links.heal(member);
    faults.write("healed: " + members.get(member));
  }

  private void lasting(Faults faults, Target target) throws InterruptedException {
    int millis = random.nextInt(MAX_CUT_MILLIS);
    faults.write(target + ", for " + millis + " ms");
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  private void killQuorum(Faults faults) throws IOException, InterruptedException {
    count(Kind.QUORUM_KILLED, faults);
    faults.killAndStart(faults.some(members, MEMBERS - 1));
  }

  private void killAll(Faults faults) throws IOException, InterruptedException {
    count(Kind.ALL_KILLED, faults);
    List<Target> all = new ArrayList<>(services);
    all.addAll(members);
    faults.killAndStart(faults.some(all, all.size()));
  }

  @Override
  public Optional<Path> books() throws IOException, InterruptedException {
    Path copy = Files.createDirectories(folder.resolve("books").resolve("" + copies++));
    try {
      StoreCopy.toFolder(options, copy);
      return Optional.of(copy);
    } catch (EtcdException e) {
      return Optional.empty();
    } catch (StartException e) {
      throw new IOException(e);
    } finally {
      deleteBooks(copies - 2);
    }
  }

  private void deleteBooks(int number) throws IOException {
    Path old = folder.resolve("books").resolve("" + number);
    if (Files.exists(old)) {
      try (Stream<Path> files = Files.walk(old)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public String summary() {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey().title + " " + entry.getValue() + " times")
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() throws IOException {
    store.close();
    links.close();
  }
}
