package bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import store.FreePort;
import store.Http;

/** The store in containers of its own, built and started by the project's docker-compose.yml. */
final class ContainerStore implements AutoCloseable {
  private static final String PROJECT = "toystore-evaluate";
  private static final int SERVING_WITHIN_SECONDS = 120;

  private final List<String> compose;
  private final Path folder;
  private final int port;
  private final Thread atExit = new Thread(this::takeDown, "containers-down-at-exit");

  private ContainerStore(List<String> compose, Path folder) throws IOException {
    this.compose = compose;
    this.folder = Files.createDirectories(folder).toAbsolutePath();
    this.port = FreePort.find();
  }

  /** Builds and starts it; empty where there is no engine to ask. */
  static Optional<ContainerStore> start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Optional<List<String>> compose = composeCommand(folder);
    if (compose.isEmpty() || !Files.exists(Path.of("docker-compose.yml"))) {
      return Optional.empty();
    }
    ContainerStore store = new ContainerStore(compose.get(), folder);
    Runtime.getRuntime().addShutdownHook(store.atExit);
    try {
      store.start();
      return Optional.of(store);
    } catch (IOException | InterruptedException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  private void start() throws IOException, InterruptedException {
    compose("up", "--no-start", "--build");
    TestData.writeCatalog(folder, 10);
    String catalog = container("catalog");
    String data =
        docker("inspect", "--format", "{{range .Mounts}}{{.Destination}} {{end}}", catalog)
            .replaceFirst(" .*", "");
    docker("cp", folder.resolve("catalog.csv").toString(), catalog + ":" + data + "/catalog.csv");
    compose("up", "--detach");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVING_WITHIN_SECONDS);
    while (!Http.answers200(port, "/health")) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "the containers do not serve after " + SERVING_WITHIN_SECONDS + " s: " + logs());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private String container(String service) throws IOException, InterruptedException {
    String project = "label=com.docker.compose.project=" + PROJECT;
    String label = "label=com.docker.compose.service=" + service;
    return docker("ps", "--all", "--quiet", "--filter", project, "--filter", label);
  }

  private String logs() throws IOException, InterruptedException {
    return compose("logs", "--tail", "20");
  }

  /** Takes the containers, their volumes and their images away. */
  @Override
  public void close() {
    takeDown();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void takeDown() {
    try {
      compose("down", "--volumes", "--rmi", "local");
    } catch (IOException e) {
      System.err.println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<List<String>> composeCommand(Path folder)
      throws IOException, InterruptedException {
    if (!works(folder, "docker", "info")) {
      return Optional.empty();
    }
    if (works(folder, "docker", "compose", "version")) {
      return Optional.of(List.of("docker", "compose"));
    }
    return works(folder, "docker-compose", "version")
        ? Optional.of(List.of("docker-compose"))
        : Optional.empty();
  }

  private static boolean works(Path folder, String... command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("command.log");
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private String docker(String... arguments) throws IOException, InterruptedException {
    return run(List.of("docker"), arguments);
  }

  private String compose(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(compose);
    command.addAll(List.of("--project-name", PROJECT));
    return run(command, arguments);
  }

  private String run(List<String> command, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(Arrays.asList(arguments));
    Path errors = folder.resolve("command.log");
    ProcessBuilder builder = new ProcessBuilder(all).redirectError(errors.toFile());
    builder.environment().put("FRONTEND_PORT", Integer.toString(port));
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", all) + " failed: " + Files.readString(errors));
    }
    return output;
  }
}
