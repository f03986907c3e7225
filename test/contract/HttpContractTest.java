package contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import contract.HttpContract.Part;
import http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class HttpContractTest {
  private static final HttpContract CONTRACT = HttpContract.read();

  @Test
  void openapiJson_isTheContractInJson() throws IOException {
    Path served = Path.of("src/frontend/web/openapi.json");
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    String expected = mapper.writeValueAsString(CONTRACT.document().node()) + "\n";
    if (!Files.readString(served).equals(expected)) {
      Path right = Files.writeString(Path.of("build/openapi.json"), expected);
      throw new AssertionError(
          served + " is not docs/openapi.yaml: put " + right + " in its place");
    }
  }

  @Test
  void everyReference_leadsToSomething() {
    List<String> references = new ArrayList<>();
    CONTRACT.document().node().findValuesAsString("$ref").forEach(references::add);
    assertTrue(references.size() > 10);
    for (String reference : references) {
      JsonNode target = CONTRACT.document().node().at(reference.substring(1));
      assertTrue(!target.isMissingNode(), reference);
    }
  }

  @Test
  void everyExample_isAsItsSchemaSays() {
    int examples = checkExamples(CONTRACT.document());
    assertTrue(examples > 10, examples + " examples");
  }

  private static int checkExamples(Part part) {
    int checked = 0;
    if (part.get("example").exists() && part.get("schema").exists()) {
      String example = part.get("example").node().toString();
      assertEquals(List.of(), CONTRACT.deviations(part.get("schema"), example), () -> "" + part);
      checked++;
    }
    for (String name : part.node().propertyNames()) {
      checked += checkExamples(part.get(name));
    }
    return checked;
  }

  @ParameterizedTest
  @CsvSource({
    "/products, /products",
    "/products/, /products",
    "/products/Tux, /products/{name}",
    "/products/Tux/, /products/{name}",
    "/products/a%2Fb, /products/{name}",
    "/orders?x=1, /orders",
    "/orders/4, /orders/{number}",
    "/, /",
    "/style.css, /{file}",
    "/health, /health",
    "/metrics, /metrics",
    "/products/Tux/x,",
  })
  void path_isTheOneInTheContractThatWasMeant(String requested, String path) {
    assertEquals(Optional.ofNullable(path), CONTRACT.path(requested));
  }

  /** The check finds what it is there to find. */
  @Nested
  class Deviations {
    private static final String TUX =
        "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":9}}";
    private static final String PRODUCT_HEAD = "ETag: \"1\"\nCache-Control: no-cache\n";
    private static final String ERROR = "{\"error\":{\"code\":404,\"message\":\"none\"}}";

    private List<String> check(String request, int status, String head, String body) {
      String lines = (head + "Content-Type: application/json\n").replace("\n", "\r\n");
      String[] methodAndPath = request.split(" ", 2);
      int size = body.getBytes(StandardCharsets.UTF_8).length;
      return ReplyCheck.deviations(
          methodAndPath[0], methodAndPath[1], new Reply(status, lines, body, size));
    }

    private void assertOne(String expected, List<String> deviations) {
      assertEquals(1, deviations.size(), deviations.toString());
      assertTrue(deviations.get(0).contains(expected), deviations.toString());
    }

    @Test
    void ofAReplyAsInTheContract_areNone() {
      assertEquals(List.of(), check("GET /products/Tux", 200, PRODUCT_HEAD, TUX));
      assertEquals(List.of(), check("HEAD /products/Tux", 200, PRODUCT_HEAD, ""));
      assertEquals(List.of(), check("GET /products/Nope", 404, "", ERROR));
      assertEquals(List.of(), check("GET /products/a/b", 404, "", ERROR));
      assertEquals(List.of(), check("PUT /orders", 405, "Allow: POST\n", ERROR));
      assertEquals(List.of(), check("GET /orders/1", 503, "Retry-After: 1\n", ERROR));
      assertEquals(List.of(), check("GET /orders/1", 408, "", ERROR));
      assertEquals(List.of(), check("GET /products", 304, "ETag: \"1\"\n", ""));
    }

    @Test
    void ofTheBody() {
      assertOne("price", check("GET /products/Tux", 200, PRODUCT_HEAD, TUX.replace("15.99", "-1")));
      assertOne(
          "quantity",
          check("GET /products/Tux", 200, PRODUCT_HEAD, TUX.replace(",\"quantity\":9", "")));
      assertOne(
          "'id'", check("GET /products/Tux", 200, PRODUCT_HEAD, TUX.replace("9}", "9,\"id\":1}")));
      assertOne(
          "constant",
          check("POST /orders", 409, "", ERROR.replace("none", "could not post order")));
      assertOne("body", check("GET /products", 304, "ETag: \"1\"\n", TUX));
    }

    @Test
    void ofTheHeader() {
      assertOne(
          "ETag is missing", check("GET /products/Tux", 200, "Cache-Control: no-cache\n", TUX));
      assertOne("ETag", check("GET /products/Tux", 200, PRODUCT_HEAD.replace("\"", ""), TUX));
      assertOne(
          "Cache-Control",
          check("GET /products/Tux", 200, PRODUCT_HEAD.replace("no-cache", "no-store"), TUX));
      assertOne("Allow", check("PUT /orders", 405, "Allow: GET\n", ERROR));
      assertOne("Retry-After", check("GET /nope/nope", 503, "", ERROR));
    }

    @Test
    void ofTheStatus() {
      assertOne("201", check("POST /orders", 201, "", "{\"data\":{\"order_number\":4}}"));
      assertOne("404", check("PUT /orders", 404, "", ERROR));
      assertOne("200", check("GET /products/a/b", 200, "", TUX));
    }
  }
}
