package common.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  private static Settings with(String name, String value) {
    return new Settings(Map.of(name, value));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable read) {
    return assertThrows(StartException.class, read).getMessage();
  }

  @Test
  void nothingSet_meansTheDefaults() throws StartException {
    Settings settings = new Settings(Map.of());
    assertEquals("127.0.0.1", settings.host("BIND_HOST", "127.0.0.1"));
    assertEquals(9101, settings.port("CATALOG_PORT", 9101));
    assertEquals(4, settings.workers(4));
    assertEquals(Path.of("data"), settings.dataFolder());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void empty_meansTheDefault(String value) throws StartException {
    assertEquals(9101, with("CATALOG_PORT", value).port("CATALOG_PORT", 9101));
    assertEquals("here", with("BIND_HOST", value).host("BIND_HOST", "here"));
    assertEquals(Path.of("data"), with("DATA_DIR", value).dataFolder());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "9101, 9101", "65535, 65535", "' 80 ', 80", "008080, 8080"})
  void port_number_isRead(String value, int port) throws StartException {
    assertEquals(port, with("ORDER_PORT", value).port("ORDER_PORT", 9102));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "99999999999", "http", "80a", "8 0", "0x50", "+80", "8.0"})
  void port_anythingElse_isRefusedWithNameValueAndRange(String value) {
    assertEquals(
        "ORDER_PORT=" + value + " makes no sense: it takes a whole number from 0 to 65535",
        refusal(() -> with("ORDER_PORT", value).port("ORDER_PORT", 9102)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "16", "4096"})
  void workers_number_isRead(String value) throws StartException {
    assertEquals(Integer.parseInt(value), with("WORKERS", value).workers(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "4097", "-4", "many"})
  void workers_anythingElse_isRefused(String value) {
    assertEquals(
        "WORKERS=" + value + " makes no sense: it takes a whole number from 1 to 4096",
        refusal(() -> with("WORKERS", value).workers(4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "0.0.0.0", "::1", "[::1]", "catalog", "a-b.example"})
  void host_nameOrAddress_isRead(String value) throws StartException {
    assertEquals(value, with("BIND_HOST", value).host("BIND_HOST", "127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "a b",
        "ä.example",
        "host/path",
        "host,other",
        "a:b",
        "[x]",
        "::1::",
        "my_host",
        "-a",
        "1.2.3",
        "256.0.0.1"
      })
  void host_anythingElse_isRefused(String value) {
    String sentence = refusal(() -> with("BIND_HOST", value).host("BIND_HOST", "127.0.0.1"));
    assertTrue(sentence.startsWith("BIND_HOST=" + value + " makes no sense"), sentence);
  }

  @Test
  void dataFolder_isTakenAsWritten() throws StartException {
    assertEquals(Path.of("/var/toys"), with("DATA_DIR", "/var/toys").dataFolder());
    assertEquals(Path.of("my toys"), with("DATA_DIR", "my toys").dataFolder());
  }

  @Test
  void dataFolder_impossiblePath_isRefused() {
    String sentence = refusal(() -> with("DATA_DIR", "a\u0000b").dataFolder());
    assertTrue(sentence.startsWith("DATA_DIR="), sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"catalog", "a,b", "10.0.0.1:9101,10.0.0.2:9101", "[::1]:9101", "a,b:1"})
  void hosts_list_isRead(String value) throws StartException {
    assertEquals(value, with("CATALOG_HOST", value).hosts("CATALOG_HOST", "127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "a,", "a b", "a,,b", "a:b", "http://a", "a:123456"})
  void hosts_anythingElse_isRefused(String value) {
    String said = refusal(() -> with("CATALOG_HOST", value).hosts("CATALOG_HOST", "127.0.0.1"));
    assertTrue(said.startsWith("CATALOG_HOST=" + value + " makes no sense"), said);
  }
}
