package cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import store.FreePort;
import store.Watchdog;

/**
 * The members of an etcd cluster as processes on free ports of 127.0.0.1, with their data and logs
 * in one folder. A member keeps its ports over a restart. Closing it kills whatever still runs; so
 * does the end of this JVM.
 */
public final class EtcdCluster implements AutoCloseable {
  /** What to say where there is no etcd. */
  public static final String NOT_INSTALLED =
      "etcd 3.5.13 or newer is needed and not on the PATH (nor named by ETCD_BIN): install it"
          + " (Debian: apt install etcd-server; others: https://etcd.io/docs/v3.5/install)";

  private static final Pattern ALARM_MEMBER = Pattern.compile("\"memberID\":\"([0-9]+)\"");
  private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final Path program;
  private final Path folder;
  private final List<Member> members = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Thread atExit = new Thread(this::killAll, "etcd-at-exit");
  private List<String> flags;
  private String scheme = "http";

  private static final class Member {
    final int clientPort;
    final int peerPort;
    final int metricsPort;

    /** Where the other members find it. */
    int peerLinkPort;

    Process process;

    Member(int clientPort, int peerPort, int metricsPort) {
      this.clientPort = clientPort;
      this.peerPort = peerPort;
      this.metricsPort = metricsPort;
      this.peerLinkPort = peerPort;
    }
  }

  /**
   * On free ports. Nothing is started yet.
   *
   * @param flags for each member, beside those for names, addresses and folders
   */
  public EtcdCluster(Path program, Path folder, int size, String... flags) throws IOException {
    this(program, folder, List.of(flags));
    for (int i = 0; i < size; i++) {
      members.add(new Member(FreePort.find(), FreePort.find(), FreePort.find()));
    }
  }

  private EtcdCluster(Path program, Path folder, List<String> flags) throws IOException {
    this.program = program;
    this.folder = Files.createDirectories(folder.toAbsolutePath());
    this.flags = flags;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** On the ports from one on, three a member, so that it finds itself again in its folder. */
  public static EtcdCluster onPorts(
      int firstPort, Path program, Path folder, int size, String... flags) throws IOException {
    EtcdCluster cluster = new EtcdCluster(program, folder, List.of(flags));
    for (int port = firstPort; port < firstPort + 3 * size; port += 3) {
      cluster.members.add(new Member(port, port + 1, port + 2));
    }
    return cluster;
  }

  /** The program: {@code ETCD_BIN} (it, or its folder), or what is on the {@code PATH}. */
  public static Optional<Path> program() {
    return Stream.ofNullable(System.getenv("ETCD_BIN"))
        .map(Path::of)
        .map(place -> Files.isDirectory(place) ? place.resolve("etcd") : place)
        .filter(Files::isExecutable)
        .findFirst()
        .or(() -> find("etcd"));
  }

  private static Optional<Path> find(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Its clients speak https, as the flags that were handed in say. */
  public EtcdCluster https() {
    scheme = "https";
    return this;
  }

  /** What docs/cluster.md says each member should be told: bounds on what it keeps. */
  public static String[] recommendedFlags() {
    return new String[] {
      "--auto-compaction-mode=revision",
      "--auto-compaction-retention=1000",
      "--snapshot-count=5000",
      "--quota-backend-bytes=8589934592"
    };
  }

  /** The process of a member. */
  public long pid(int member) {
    return members.get(member).process.pid();
  }

  /** Other flags for each member, from its next start on. */
  public void flags(String... others) {
    flags = List.of(others);
  }

  /** Starts all members and waits until each serves. */
  public EtcdCluster startAll() throws IOException, InterruptedException {
    for (int i = 0; i < size(); i++) {
      launch(i);
    }
    for (int i = 0; i < size(); i++) {
      awaitServing(i);
    }
    return this;
  }

  /** How many members there are. */
  public int size() {
    return members.size();
  }

  /** All members, as {@code ETCD_ENDPOINTS} takes them. */
  public String endpoints() {
    return IntStream.range(0, size()).mapToObj(this::endpoint).collect(Collectors.joining(","));
  }

  /** One member. */
  public String endpoint(int member) {
    return scheme + "://127.0.0.1:" + clientPort(member);
  }

  /** The port for clients. */
  public int clientPort(int member) {
    return members.get(member).clientPort;
  }

  /** Starts a member, new or with the data it had, without waiting. */
  public void launch(int member) throws IOException {
    Path log = folder.resolve("etcd-" + member + ".log");
    ProcessBuilder builder = new ProcessBuilder(command(member));
    // etcd takes each ETCD_… variable for a flag of its own.
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    members.get(member).process = process;
    Watchdog.guard(process);
  }

  private List<String> command(int member) {
    Member self = members.get(member);
    List<String> command = new ArrayList<>();
    if (find("setsid").isPresent()) {
      // Ctrl-C is meant for the program that started it.
      command.add("setsid");
    }
    command.add(program.toString());
    command.add("--name=" + name(member));
    command.add("--data-dir=" + folder.resolve(name(member)));
    command.add("--listen-client-urls=" + endpoint(member));
    command.add("--advertise-client-urls=" + endpoint(member));
    command.add("--listen-peer-urls=" + peerUrl(self));
    command.add("--initial-advertise-peer-urls=" + peerLink(self));
    command.add("--listen-metrics-urls=http://127.0.0.1:" + self.metricsPort);
    command.add("--initial-cluster=" + initialCluster());
    command.add("--log-level=warn");
    command.addAll(flags);
    return command;
  }

  private String initialCluster() {
    return IntStream.range(0, size())
        .mapToObj(i -> name(i) + "=" + peerLink(members.get(i)))
        .collect(Collectors.joining(","));
  }

  private static String name(int member) {
    return "etcd-" + member;
  }

  private static String peerUrl(Member member) {
    return "http://127.0.0.1:" + member.peerPort;
  }

  private static String peerLink(Member member) {
    return "http://127.0.0.1:" + member.peerLinkPort;
  }

  /** The port that a member itself listens on for the others. */
  int peerPort(int member) {
    return members.get(member).peerPort;
  }

  /** The others find a member at this port; to be said before the first start. */
  void linkPeers(int member, int port) {
    members.get(member).peerLinkPort = port;
  }

  /** Waits until a member serves: it is up, and has a quorum. It may be full. */
  public void awaitServing(int member) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!isServing(member)) {
      if (!isAlive(member) || System.nanoTime() > deadline) {
        throw new IOException(
            name(member) + " does not serve; see " + folder.resolve(name(member) + ".log"));
      }
      members.get(member).process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private boolean isServing(int member) throws InterruptedException {
    return get(member, "/health?exclude=NOSPACE")
        .filter(body -> body.contains("\"health\":\"true\""))
        .isPresent();
  }

  /** The value of a key, or nothing if there is none or etcd does not answer. */
  public Optional<String> value(String key) throws InterruptedException {
    return post("/v3/kv/range", "{\"key\":" + base64(key) + "}")
        .map(VALUE::matcher)
        .filter(Matcher::find)
        .map(found -> new String(Base64.getDecoder().decode(found.group(1)), UTF_8));
  }

  /** Puts a key. */
  public void put(String key, String value) throws IOException, InterruptedException {
    String body = "{\"key\":" + base64(key) + ",\"value\":" + base64(value) + "}";
    if (post("/v3/kv/put", body).isEmpty()) {
      throw new IOException("etcd does not take " + key);
    }
  }

  /** After NOSPACE, once there is room again. */
  public void disarmAlarms() throws IOException, InterruptedException {
    Matcher member = ALARM_MEMBER.matcher(post("/v3/maintenance/alarm", "{}").orElse(""));
    while (member.find()) {
      String alarm =
          "{\"action\":\"DEACTIVATE\",\"alarm\":\"NOSPACE\",\"memberID\":\""
              + member.group(1)
              + "\"}";
      if (post("/v3/maintenance/alarm", alarm).isEmpty()) {
        throw new IOException("etcd does not disarm its alarm");
      }
    }
  }

  private static String base64(String text) {
    return "\"" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "\"";
  }

  /** The first answer of a member, if there is one. */
  private Optional<String> post(String path, String body) throws InterruptedException {
    for (int i = 0; i < size(); i++) {
      URI uri = URI.create(endpoint(i) + path);
      Optional<String> reply =
          send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)));
      if (reply.isPresent()) {
        return reply;
      }
    }
    return Optional.empty();
  }

  /** The member that leads, if one says so. */
  public Optional<Integer> leader() throws InterruptedException {
    for (int i = 0; i < size(); i++) {
      if (get(i, "/metrics")
          .filter(text -> text.contains("\netcd_server_is_leader 1"))
          .isPresent()) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private Optional<String> get(int member, String path) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + members.get(member).metricsPort + path);
    return send(HttpRequest.newBuilder(uri));
  }

  private Optional<String> send(HttpRequest.Builder request) throws InterruptedException {
    try {
      HttpResponse<String> reply =
          http.send(
              request.timeout(Duration.ofSeconds(2)).build(), HttpResponse.BodyHandlers.ofString());
      return reply.statusCode() == 200 ? Optional.of(reply.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** SIGKILL; the member is gone on return. */
  public void kill(int member) throws InterruptedException {
    members.get(member).process.destroyForcibly().waitFor();
  }

  /** SIGTERM; returns when the member has ended. */
  public void terminate(int member) throws InterruptedException {
    Process process = members.get(member).process;
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill(member);
    }
  }

  /** SIGSTOP: it keeps its sockets but does nothing. */
  public void pause(int member) throws IOException, InterruptedException {
    signal(member, "STOP");
  }

  /** SIGCONT: ends {@link #pause}. */
  public void resume(int member) throws IOException, InterruptedException {
    signal(member, "CONT");
  }

  private void signal(int member, String name) throws IOException, InterruptedException {
    String pid = Long.toString(pid(member));
    if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
      throw new IOException(name(member) + " could not be sent SIG" + name);
    }
  }

  /** Whether its process runs, or hangs. */
  public boolean isAlive(int member) {
    Process process = members.get(member).process;
    return process != null && process.isAlive();
  }

  @Override
  public void close() {
    killAll();
    removeHook();
  }

  void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ignored) {
      // This JVM is ending and runs the hook by itself: killing twice does no harm.
    }
  }

  private void killAll() {
    for (Member member : members) {
      if (member.process != null) {
        member.process.destroyForcibly().onExit().join();
      }
    }
  }
}
