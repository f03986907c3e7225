package contract;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What docs/openapi.yaml says. */
public final class HttpContract {
  /** Replies that any request may get, whatever its path. */
  private static final Set<String> SHARED =
      Set.of(
          "#/components/responses/BadRequest",
          "#/components/responses/Fault",
          "#/components/responses/Unavailable");

  private static final HttpContract CONTRACT = new HttpContract(Path.of("docs/openapi.yaml"));

  private final JsonNode document;
  private final Schema root;
  private final Map<NodePath, Schema> schemas = new ConcurrentHashMap<>();

  private HttpContract(Path file) {
    try {
      document = new YAMLMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Local references are looked up in the document of this name.
    SchemaLocation name = SchemaLocation.of("https://toystore/openapi.json");
    root = SchemaRegistry.withDialect(Dialects.getOpenApi31()).getSchema(name, document);
  }

  /** The document, read once. */
  public static HttpContract read() {
    return CONTRACT;
  }

  /** A part of the document. */
  record Part(NodePath place, JsonNode node) {
    Part get(String name) {
      return new Part(place.append(name), node.path(name));
    }

    boolean exists() {
      return !node.isMissingNode();
    }
  }

  Part document() {
    return new Part(new NodePath(PathType.JSON_POINTER), document);
  }

  /** A member, or what it refers to. */
  Part get(Part part, String name) {
    Part member = part.get(name);
    String reference = member.node().path("$ref").asString("");
    if (reference.isEmpty()) {
      return member;
    }
    Part target = document();
    for (String step : reference.substring("#/".length()).split("/", -1)) {
      target = target.get(step);
    }
    return target;
  }

  /** The path that a request means; the one with the fewest parameters, if there are several. */
  public Optional<String> path(String requested) {
    String[] segments = segments(requested);
    return document().get("paths").node().propertyNames().stream()
        .filter(path -> matches(segments(path), segments))
        .min((a, b) -> Boolean.compare(a.contains("{"), b.contains("{")));
  }

  /** The replies that are a path's own, like {@code GET /products/{name} 404}. */
  public Set<String> replies() {
    Set<String> replies = new TreeSet<>();
    Part paths = document().get("paths");
    for (String path : paths.node().propertyNames()) {
      for (String method : paths.get(path).node().propertyNames()) {
        Part responses = paths.get(path).get(method).get("responses");
        for (String status : responses.node().propertyNames()) {
          if (!isShared(responses.get(status))) {
            replies.add(method.toUpperCase(Locale.ROOT) + " " + path + " " + status);
          }
        }
      }
    }
    return replies;
  }

  private static boolean isShared(Part response) {
    return SHARED.contains(response.node().path("$ref").asString(""));
  }

  /** Of a path, or of a whole URL. A slash at the end changes nothing. */
  private static String[] segments(String path) {
    String plain = path.replaceFirst("^http://[^/]*", "").replaceFirst("\\?.*", "");
    String[] segments = plain.replaceFirst("(.)/$", "$1").substring(1).split("/", -1);
    return Arrays.stream(segments).map(HttpContract::decoded).toArray(String[]::new);
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  private static boolean matches(String[] path, String[] requested) {
    boolean match = path.length == requested.length;
    for (int i = 0; match && i < path.length; i++) {
      match = path[i].startsWith("{") ? !requested[i].isEmpty() : path[i].equals(requested[i]);
    }
    return match;
  }

  /** What is wrong with a value, by a schema. */
  List<String> deviations(Part schema, String json) {
    return schemas
        .computeIfAbsent(schema.place(), root::getRefSchema)
        .validate(json, InputFormat.JSON)
        .stream()
        .map(error -> "at " + error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }
}
