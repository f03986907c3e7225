package contract;

import contract.HttpContract.Part;
import http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.StringNode;

/** Holds a reply against the contract: its status, header and body. */
public final class ReplyCheck {
  private static final String JSON = "application/json";

  /** With these any request may be answered, whatever else the contract says about its path. */
  private static final Set<Integer> ANY_REQUEST = Set.of(400, 408, 413, 431, 500, 503);

  private final HttpContract contract = HttpContract.read();
  private final boolean toHead;
  private final Reply reply;
  private final List<String> deviations = new ArrayList<>();

  private ReplyCheck(boolean toHead, Reply reply) {
    this.toHead = toHead;
    this.reply = reply;
  }

  /**
   * What about a reply is not as the contract says; nothing if all is.
   *
   * @param path of the request, as it was sent
   */
  public static List<String> deviations(String method, String path, Reply reply) {
    ReplyCheck check = new ReplyCheck(method.equals("HEAD"), reply);
    // A preflight request of a browser is no business of the contract's readers.
    if (!method.equals("OPTIONS")) {
      check.check(operation(method), path);
    }
    return check.deviations;
  }

  /** What the contract calls it; methods are case-sensitive. */
  private static String operation(String method) {
    return switch (method) {
      case "GET", "HEAD" -> "get";
      case "POST" -> "post";
      default -> "another";
    };
  }

  private void check(String method, String path) {
    Part item = contract.document().get("paths").get(contract.path(path).orElse(""));
    Part operation = item.get(method);
    String status = Integer.toString(reply.status());
    Part response = contract.get(operation.get("responses"), status);
    if (response.exists()) {
      checkHeaders(response.get("headers"));
      checkBody(response.get("content"));
    } else if (ANY_REQUEST.contains(reply.status()) || isRefusedMethod(item, operation)) {
      checkBody(contract.document().get("components").get("responses").get("Fault").get("content"));
    } else if (item.exists() || reply.status() != 404) {
      deviations.add("status " + status + " is not in the contract");
    }
    if (reply.status() == 503 && reply.header("Retry-After").isEmpty()) {
      deviations.add("a 503 without Retry-After");
    }
  }

  /** A path that need not be there may be said not to be there. */
  private boolean isRefusedMethod(Part item, Part operation) {
    if (!item.exists() || operation.exists()) {
      return false;
    }
    if (reply.status() == 404) {
      return item.get("get").get("responses").get("404").exists();
    }
    String allowed = item.get("get").exists() ? "GET, HEAD" : "POST";
    if (!reply.header("Allow").equals(Optional.of(allowed))) {
      deviations.add("a 405 without Allow: " + allowed);
    }
    return reply.status() == 405;
  }

  private void checkHeaders(Part headers) {
    for (String name : headers.node().propertyNames()) {
      Part header = contract.get(headers, name);
      Optional<String> value = reply.header(name);
      if (value.isPresent()) {
        checkHeader(name, value.get(), header.get("schema"));
      } else if (header.node().path("required").asBoolean(false)) {
        deviations.add(name + " is missing");
      }
    }
  }

  private void checkHeader(String name, String value, Part schema) {
    boolean isNumber = schema.node().path("type").asString("").equals("integer");
    String json = isNumber ? value : StringNode.valueOf(value).toString();
    contract.deviations(schema, json).forEach(what -> deviations.add(name + " " + what));
  }

  private void checkBody(Part content) {
    if (toHead) {
      return;
    }
    if (!content.exists()) {
      if (!reply.body().isEmpty()) {
        deviations.add("a body where there is to be none");
      }
      return;
    }
    String type = reply.header("Content-Type").orElse("").replaceFirst(";.*", "");
    Part media = content.get(type);
    if (!media.exists()) {
      deviations.add("Content-Type " + type + " is not in the contract");
    } else if (type.equals(JSON)) {
      deviations.addAll(contract.deviations(media.get("schema"), reply.body()));
    }
  }
}
