package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersTest {
  private static final String REFUSED =
      "{\"error\":{\"code\":304,\"message\":\"could not post order\"}}";
  private static final String NOT_FOUND =
      "{\"error\":{\"code\":404,\"message\":\"order not found\"}}";

  @TempDir static Path folder;
  @AutoClose private static RealStore store;

  @BeforeAll
  static void start() throws Exception {
    StringBuilder toys = new StringBuilder("name,price,quantity\nTux,15.99,1000\n");
    toys.append("First,1.00,100\nLast,1.00,5\nGone,1.00,0\nUntouched,1.00,7\nZüge 電車,1.00,9\n");
    Files.writeString(folder.resolve("catalog.csv"), toys);
    store = new RealStore(folder);
  }

  private static HttpReply get(String path) {
    return HttpConnection.getOnce(store.port(), path);
  }

  private static HttpReply post(String body, String... headers) {
    return HttpConnection.postOnce(store.port(), body, headers);
  }

  private static String purchase(String name, int quantity) {
    return "{\"name\":\"" + name + "\",\"quantity\":" + quantity + "}";
  }

  private static int stock(String name) {
    return get("/products/" + name).integer("quantity");
  }

  private static int number(HttpReply reply) {
    assertEquals(200, reply.status(), reply.body());
    int number = reply.integer("order_number");
    reply.assertIs(200, "{\"data\":{\"order_number\":" + number + "}}");
    return number;
  }

  @Nested
  class Buying {
    @Test
    void post_aToyInStock_isANumberAndTakesItFromStock() {
      int number = number(post(purchase("First", 3)));
      assertEquals(97, stock("First"));
      get("/orders/" + number)
          .assertIs(
              200, "{\"data\":{\"number\":" + number + ",\"name\":\"First\",\"quantity\":3}}");
    }

    @Test
    void post_twice_isTwoOrdersWithNumbersInARow() {
      int first = number(post(purchase("Tux", 1)));
      assertEquals(first + 1, number(post(purchase("Tux", 1))));
    }

    @Test
    void post_allThatIsLeft_isSoldAndNothingMore() {
      number(post(purchase("Last", 5)));
      assertEquals(0, stock("Last"));
      post(purchase("Last", 1)).assertIs(409, REFUSED);
    }

    @Test
    void post_aNameBeyondAscii_isWrittenBackAsItWas() {
      int number = number(post(purchase("Züge 電車", 1)));
      String name = get("/orders/" + number).data().get("name").getAsString();
      assertEquals("Züge 電車", name);
    }

    @ParameterizedTest
    @CsvSource({
      "Nope,1",
      "tux,1",
      "'',1",
      "Gone,1",
      "Untouched,8",
      "Untouched,2147483647",
      "Untouched,0",
      "Untouched,-1",
      "Untouched,-2147483648",
      "Nope,0"
    })
    void post_whatCannotBeSold_isRefusedAndChangesNothing(String name, int quantity) {
      post(purchase(name, quantity)).assertIs(409, REFUSED);
      assertEquals(7, stock("Untouched"));
    }

    @Test
    void post_refused_takesNoOrderNumber() {
      int before = number(post(purchase("Tux", 1)));
      post(purchase("Nope", 1)).assertIs(409, REFUSED);
      assertEquals(before + 1, number(post(purchase("Tux", 1))));
    }
  }

  @Nested
  class Body {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{ \"quantity\" : 1 ,\r\n\t\"name\" : \"Tux\" }",
          "{\"name\":\"T\\u0075x\",\"quantity\":1}",
          "{\"name\":\"Tux\",\"quantity\":1,\"colour\":[{\"a\":null},1e999,true]}",
          "{\"quantity\":\"?\",\"name\":\"Tux\",\"quantity\":1}",
          "{\"name\":\"Tux\",\"quantity\":1.0}",
          "\n{\"name\":\"Tux\",\"quantity\":1}\n"
        })
    void post_theSamePurchaseWrittenAnotherWay_isSold(String body) {
      number(post(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "image/png", "?"})
    void post_anyContentType_isNotLookedAt(String type) {
      number(post(purchase("Tux", 1), "Content-Type: " + type));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            ``                                      | expected a value but found the end of the text (line 1, column 1)
            `   `                                   | expected a value but found the end of the text (line 1, column 4)
            Tux                                     | expected a value but found 'Tux' (line 1, column 1)
            name=Tux&quantity=1                     | expected a value but found 'name' (line 1, column 1)
            {"name":"Tux","quantity":1              | expected ',' or '}' but found the end of the text (line 1, column 27)
            {"name":"Tux","quantity":1}}            | expected the end of the text but found '}' (line 1, column 28)
            {"name":"Tux","quantity":1,}            | expected a field name after ',' but found '}' (line 1, column 28)
            {"name":"Tux" "quantity":1}             | expected ',' or '}' but found '"' (line 1, column 15)
            {'name':'Tux','quantity':1}             | expected a field name in double quotes or '}' but found ''' (line 1, column 2)
            {name:"Tux","quantity":1}               | expected a field name in double quotes or '}' but found 'n' (line 1, column 2)
            {"name":"Tux","quantity":01}            | a number must not have leading zeros (line 1, column 27)
            {"name":"Tux","quantity":+1}            | expected a value after ':' but found '+' (line 1, column 26)
            {"name":"Tux","quantity":NaN}           | expected a value after ':' but found 'NaN' (line 1, column 26)
            {"name":"Tux","quantity":1}//           | expected the end of the text but found '/' (line 1, column 28)
            {"name":"T\\x","quantity":1}            | expected one of " \\ / b f n r t u after a backslash but found 'x' (line 1, column 12)
            []                                      | expected an object but found an array (line 1, column 1)
            [{"name":"Tux","quantity":1}]           | expected an object but found an array (line 1, column 1)
            "Tux"                                   | expected an object but found a string (line 1, column 1)
            1                                       | expected an object but found a number (line 1, column 1)
            null                                    | expected an object but found null (line 1, column 1)
            {}                                      | field "name" is missing
            {"name":"Tux"}                          | field "quantity" is missing
            {"quantity":1}                          | field "name" is missing
            {"Name":"Tux","quantity":1}             | field "name" is missing
            {"name":1,"quantity":1}                 | field "name" must be a string, but is a number (line 1, column 9)
            {"name":null,"quantity":1}              | field "name" must be a string, but is null (line 1, column 9)
            {"name":["Tux"],"quantity":1}           | field "name" must be a string, but is an array (line 1, column 9)
            {"name":"Tux","quantity":"1"}           | field "quantity" must be a whole number, but is a string (line 1, column 26)
            {"name":"Tux","quantity":null}          | field "quantity" must be a whole number, but is null (line 1, column 26)
            {"name":"Tux","quantity":true}          | field "quantity" must be a whole number, but is a boolean (line 1, column 26)
            {"name":"Tux","quantity":{}}            | field "quantity" must be a whole number, but is an object (line 1, column 26)
            {"name":"Tux","quantity":1.5}           | field "quantity" must be a whole number (line 1, column 26)
            {"name":"Tux","quantity":2147483648}    | field "quantity" is too big a number (line 1, column 26)
            {"name":"Tux","quantity":99999999999999999999} | field "quantity" is too big a number (line 1, column 26)
            {"name":"Tux","quantity":-2147483649}   | field "quantity" is too small a number (line 1, column 26)
            {"name":"\\ud800","quantity":1}         | expected surrogate escapes in pairs, high then low, but found \\ud800 without its other half (line 1, column 11)
            """)
    void post_aBodyThatIsNoPurchase_is400AndSaysWhatAndWhere(String body, String message) {
      HttpReply reply = post(body).assertError(400);
      assertEquals(message, reply.message());
    }

    @Test
    void post_nestedTooDeeply_is400() {
      post("[".repeat(1000)).assertError(400);
      post("{\"name\":".repeat(400)).assertError(400);
    }

    @Test
    void post_notUtf8_is400() {
      byte[] body = "{\"name\":\"Z\u00fcge\",\"quantity\":1}".getBytes(StandardCharsets.ISO_8859_1);
      try (HttpConnection connection = store.connect()) {
        connection.sendRaw("POST /orders HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n");
        connection.sendRaw(body).receive().assertError(400);
      }
    }

    @Test
    void post_withoutAnyBody_is400() {
      try (HttpConnection connection = store.connect()) {
        connection.send("POST", "/orders").receive().assertError(400);
      }
    }

    @Test
    void post_bad_leavesTheConnectionUsable() {
      try (HttpConnection connection = store.connect()) {
        connection.post("/orders", "{").assertError(400);
        connection.post("/orders", purchase("Nope", 1)).assertIs(409, REFUSED);
        number(connection.post("/orders", purchase("Tux", 1)));
      }
    }
  }

  @Nested
  class Reading {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "999999",
          "99999999999999999999",
          "9223372036854775807",
          "-1",
          "+0",
          "00",
          "0x0",
          "0.0",
          "1e0",
          "%20",
          "word",
          "/",
          "0%20",
          "%D9%A0"
        })
    void get_noSuchOrder_isNotFound(String number) {
      number(post(purchase("Tux", 1)));
      get("/orders/" + number).assertIs(404, NOT_FOUND);
    }
  }

  @Nested
  class Key {
    @Test
    void post_withTwoKeys_is400UnlessTheyAreTheSame() {
      String one = "Idempotency-Key: first";
      HttpReply reply = post(purchase("Tux", 1), one, "Idempotency-Key: second").assertError(400);
      assertEquals("there is more than one Idempotency-Key", reply.message());
      number(post(purchase("Tux", 1), one, one));
    }

    @Test
    void post_sameKeySameBody_isTheFirstReplyAgainAndSellsOnce() {
      int before = stock("Tux");
      int number = number(post(purchase("Tux", 2), "Idempotency-Key: again"));
      assertEquals(number, number(post(purchase("Tux", 2), "Idempotency-Key: again")));
      assertEquals(
          number, number(post("{\"quantity\":2, \"name\":\"Tux\"}", "idempotency-key: again")));
      assertEquals(before - 2, stock("Tux"));
    }

    @Test
    void post_anotherKey_isAnotherPurchase() {
      int number = number(post(purchase("Tux", 1), "Idempotency-Key: one"));
      assertNotEquals(number, number(post(purchase("Tux", 1), "Idempotency-Key: One")));
    }

    @ParameterizedTest
    @CsvSource({"sold,Tux,1", "refused,Nope,1", "refused-stock,Gone,1", "refused-zero,Tux,0"})
    void post_sameKeyAnotherBody_is422AndChangesNothing(String key, String name, int quantity) {
      int status = post(purchase(name, quantity), "Idempotency-Key: " + key).status();
      int before = stock("Tux");
      post(purchase("Tux", quantity + 1), "Idempotency-Key: " + key).assertError(422);
      post(purchase("First", 1), "Idempotency-Key: " + key).assertError(422);
      assertEquals(before, stock("Tux"));
      assertEquals(status, post(purchase(name, quantity), "Idempotency-Key: " + key).status());
    }

    @Test
    void post_refusalUnderAKey_isTheRefusalAgain() {
      post(purchase("Gone", 1), "Idempotency-Key: no").assertIs(409, REFUSED);
      post(purchase("Gone", 1), "Idempotency-Key: no").assertIs(409, REFUSED);
    }

    @Test
    void post_badBodyUnderAKey_doesNotUseItUp() {
      post("{\"name\":\"Tux\"}", "Idempotency-Key: later").assertError(400);
      number(post(purchase("Tux", 1), "Idempotency-Key: later"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "\"quoted\"", "!#$%&'*+-.^_`|~()<>@,;:\\/[]?={}", "7f3a-00"})
    void post_visibleAscii_isAKey(String key) {
      int number = number(post(purchase("Tux", 1), "Idempotency-Key: " + key));
      assertEquals(number, number(post(purchase("Tux", 1), "Idempotency-Key: " + key)));
    }

    @Test
    void post_keyOf255Characters_isAKeyAndOf256IsNot() {
      number(post(purchase("Tux", 1), "Idempotency-Key: " + "a".repeat(255)));
      post(purchase("Tux", 1), "Idempotency-Key: " + "a".repeat(256)).assertError(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "Züge", "tab\tinside"})
    void post_badKey_is400AndSellsNothing(String key) {
      int before = stock("Tux");
      HttpReply reply = post(purchase("Tux", 1), "Idempotency-Key: " + key).assertError(400);
      assertTrue(reply.message().contains("Idempotency-Key"), reply.message());
      assertEquals(before, stock("Tux"));
    }

    @Test
    void post_keyWithAControlCharacter_is400AndSellsNothing() {
      int before = stock("Tux");
      post(purchase("Tux", 1), "Idempotency-Key: \u007f").assertError(400);
      assertEquals(before, stock("Tux"));
    }
  }
}
