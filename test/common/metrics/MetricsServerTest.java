package common.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.process.StartException;
import common.testing.MetricsPage;
import http.Connection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final String HOST = "127.0.0.1";

  @AutoClose private final MetricsServer server = start();
  private final HttpClient client = HttpClient.newHttpClient();

  private static MetricsServer start() {
    try {
      return MetricsServer.start(HOST, 0);
    } catch (StartException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://" + HOST + ":" + server.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void metrics_areWhatTheProcessHas_andWhatTheJvmTells() throws Exception {
    Metrics.ofProcess().counter("test_page_total", "Of this test.").increment();
    HttpResponse<String> reply = send("GET", "/metrics");
    assertEquals(200, reply.statusCode());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        reply.headers().firstValue("Content-Type").orElseThrow());
    MetricsPage page = MetricsPage.parse(reply.body());
    assertTrue(page.value("test_page_total") >= 1, reply.body());
    assertTrue(page.value("jvm_memory_used_bytes{area=\"heap\"}") > 1e6, reply.body());
    assertTrue(page.value("process_cpu_seconds_total") > 0, reply.body());
    assertTrue(page.value("jvm_threads") > 1, reply.body());
    assertTrue(page.has("jvm_gc_collection_seconds_total"), reply.body());
  }

  @Test
  void head_isTheHeaderOnly() throws Exception {
    HttpResponse<String> reply = send("HEAD", "/metrics");
    assertEquals(200, reply.statusCode());
    assertEquals("", reply.body());
    assertTrue(reply.headers().firstValueAsLong("Content-Length").orElseThrow() > 1000);
  }

  @Test
  void anythingElse_isRefused() throws Exception {
    assertEquals(404, send("GET", "/").statusCode());
    assertEquals(404, send("GET", "/metrics/x").statusCode());
    HttpResponse<String> reply = send("POST", "/metrics");
    assertEquals(405, reply.statusCode());
    assertEquals("GET, HEAD", reply.headers().firstValue("Allow").orElseThrow());
  }

  @Test
  void connection_staysOpenFromRequestToRequest() throws Exception {
    try (Connection connection = Connection.toLocal(server.port(), 10_000)) {
      for (String line : List.of("GET /", "HEAD /metrics", "POST /metrics", "GET /metrics")) {
        connection.send(line + " HTTP/1.1\r\nHost: store\r\nContent-Length: 0\r\n\r\n");
        assertTrue(connection.receive(line.startsWith("HEAD")).isPresent(), line);
      }
    }
  }

  @Test
  void portInUse_stopsTheStart() {
    StartException refusal =
        assertThrows(StartException.class, () -> MetricsServer.start(HOST, server.port()));
    assertTrue(
        refusal.getMessage().contains("another program uses the port"), refusal.getMessage());
  }
}
