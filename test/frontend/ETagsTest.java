package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ETagsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"a\"            | true",
        "W/\"a\"          | true",
        "\"b\", \"a\"     | true",
        "*                | true",
        "\"b\"            | false",
        "a                | false",
        "\"b\", W/\"c\"   | false",
        "\"*\"            | false",
      })
  void matches_theTagAmongThoseNamed(String ifNoneMatch, boolean matches) {
    assertEquals(matches, ETags.matches(List.of(ifNoneMatch), "\"a\""));
  }

  @Test
  void matches_withoutTheHeader_isFalse() {
    assertFalse(ETags.matches(null, "\"a\""));
  }

  @Nested
  class Products {
    private FakeStore store;

    @BeforeEach
    void start() {
      store = new FakeStore(2);
    }

    @AfterEach
    void stop() {
      store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/products", "/products/Tux"})
    void get_whatTheClientHas_is304(String path) {
      String etag = store.get(path).header("ETag");
      try (HttpConnection connection = store.connect()) {
        HttpReply reply = connection.get(path, "If-None-Match: " + etag);
        reply.assertIs(304, "");
        assertEquals(etag, reply.header("ETag"));
        assertEquals("no-cache", reply.header("Cache-Control"));
        assertNull(reply.header("Content-Length"), "it would have to be that of the 200");
        assertEquals(200, connection.get(path).status());
      }
    }

    @ParameterizedTest
    @CsvSource({"/products, 1599, 99", "/products, 1600, 100", "/products/Tux, 1599, 99"})
    void get_afterPriceOrStockChanged_isTheNewReply(String path, long cents, int quantity) {
      HttpReply before = store.get(path);
      store.catalog.toy("Tux", cents, quantity);
      HttpReply after = store.get(path, "If-None-Match: " + before.header("ETag"));
      assertEquals(200, after.status());
      assertNotEquals(before.body(), after.body());
      assertNotEquals(before.header("ETag"), after.header("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/products/Nope", "/health", "/orders/0", "/nowhere"})
    void get_everythingElse_isNotToBeStored(String path) {
      HttpReply reply = store.get(path, "If-None-Match: *");
      assertNotEquals(304, reply.status());
      assertEquals("no-store", reply.header("Cache-Control"));
      assertNull(reply.header("ETag"));
    }
  }
}
