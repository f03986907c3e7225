package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the page, over HTTP. */
class PageTest {
  private static final Path FILES = Path.of("src/frontend/web");
  @AutoClose private static FakeStore store;

  @BeforeAll
  static void start() {
    store = new FakeStore(2);
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String path(String name) {
    return name.equals("index.html") ? "/" : "/" + name;
  }

  @ParameterizedTest
  @MethodSource("names")
  void get_everyFile_isTheFileWithStrictHeaders(String name) throws IOException {
    HttpReply reply = store.get(path(name));
    reply.assertIs(200, Files.readString(FILES.resolve(name)));
    String policy = reply.header("Content-Security-Policy");
    assertTrue(policy.startsWith("default-src 'none';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("nosniff", reply.header("X-Content-Type-Options"));
    assertEquals("same-origin", reply.header("Referrer-Policy"));
    assertEquals("no-cache", reply.header("Cache-Control"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void get_withTheETagOfTheFile_is304WithoutABody(String name) {
    String etag = store.get(path(name)).header("ETag");
    try (HttpConnection connection = store.connect()) {
      HttpReply reply = connection.get(path(name), "If-None-Match: " + etag);
      reply.assertIs(304, "");
      assertEquals(etag, reply.header("ETag"));
      assertEquals(200, connection.get(path(name)).status(), "the connection goes on");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/style.css, text/css; charset=utf-8",
    "/shop.js, text/javascript; charset=utf-8",
    "/icon.svg, image/svg+xml",
    "/openapi.json, application/json",
  })
  void get_file_hasItsType(String path, String type) {
    assertEquals(type, store.get(path).header("Content-Type"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void head_everyFile_hasTheLengthOfTheGet(String name) {
    try (HttpConnection connection = store.connect()) {
      String length = connection.get(path(name)).header("Content-Length");
      assertEquals(length, connection.head(path(name)).header("Content-Length"));
    }
  }

  @Test
  void post_toTheRoot_is405() {
    try (HttpConnection connection = store.connect()) {
      HttpReply reply = connection.post("/", "{}");
      reply.assertError(405);
      assertEquals("GET, HEAD", reply.header("Allow"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/index.html", "/web/shop.js", "/shop.js/x", "/Shop.js", "/..%2fMain"})
  void get_whatIsNoFileOfThePage_is404(String path) {
    store.get(path).assertError(404);
  }

  @Test
  void get_rootByAProgramThatAsksForJson_isTheIndex() {
    HttpReply reply = store.get("/", "Accept: application/json");
    assertEquals("application/json", reply.header("Content-Type"));
    assertEquals("Accept", reply.header("Vary"));
    assertEquals("/products", reply.data().get("products").getAsString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8 | false",
        "*/*                                        | false",
        "''                                         | false",
        "application/json                           | true",
        "Application/JSON; charset=utf-8            | true",
        "application/json, text/plain, */*          | false",
        "application/json, */*;q=0.5                | true",
        "application/json;q=0.5, text/html          | false",
        "application/json, text/html;q=0.9          | true",
        "application/*                              | true",
        "text/*, application/json;q=0.2             | false",
        "application/json;q=0, */*                  | false",
        "application/json;q=nonsense                | false",
      })
  void prefersJson_onlyWhereJsonIsAskedForBeforeAPage(String accept, boolean json) {
    assertEquals(json, Accept.prefersJson(List.of(accept)));
  }
}
