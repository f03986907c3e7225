package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import common.testing.HttpConnection;
import common.testing.HttpReply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductsTest {
  private static final String NOT_FOUND =
      "{\"error\":{\"code\":404,\"message\":\"product not found\"}}";

  private static final String LONGEST_NAME = "ß".repeat(200);

  @TempDir static Path folder;
  @AutoClose private static RealStore store;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(
        folder.resolve("catalog.csv"),
        """
        name,price,quantity
        Tux,15.99,100
        Rubik's Cube,11.95,140
        "Bear, ""brown"" / big",0.5,0
        Züge 電車,119.00,12
        50% off,0,1
        Blanks  inside,99999999.99,2147483647
        """
            + LONGEST_NAME
            + ",1.00,1\n");
    store = new RealStore(folder);
  }

  private static HttpReply get(String path, String... headers) {
    return HttpConnection.getOnce(store.port(), path, headers);
  }

  @Test
  void get_aToy_isItsNamePriceAndStock() {
    get("/products/Tux")
        .assertIs(200, "{\"data\":{\"name\":\"Tux\",\"price\":15.99,\"quantity\":100}}");
  }

  @Test
  void get_theList_isInCatalogueOrder() {
    get("/products")
        .assertIs(
            200,
            "{\"data\":["
                + "{\"name\":\"Tux\",\"price\":15.99,\"quantity\":100},"
                + "{\"name\":\"Rubik's Cube\",\"price\":11.95,\"quantity\":140},"
                + "{\"name\":\"Bear, \\\"brown\\\" / big\",\"price\":0.50,\"quantity\":0},"
                + "{\"name\":\"Züge 電車\",\"price\":119.00,\"quantity\":12},"
                + "{\"name\":\"50% off\",\"price\":0.00,\"quantity\":1},"
                + "{\"name\":\"Blanks  inside\",\"price\":99999999.99,\"quantity\":2147483647},"
                + "{\"name\":\""
                + LONGEST_NAME
                + "\",\"price\":1.00,\"quantity\":1}"
                + "]}");
  }

  @Test
  void get_everyToyOfTheList_isTheSameAsInTheList() {
    JsonArray list = get("/products").json().getAsJsonArray("data");
    String[] paths = {
      "Tux",
      "Rubik%27s%20Cube",
      "Bear%2C%20%22brown%22%20%2F%20big",
      "Z%C3%BCge%20%E9%9B%BB%E8%BB%8A",
      "50%25%20off",
      "Blanks%20%20inside",
      "%C3%9F".repeat(200)
    };
    assertEquals(paths.length, list.size());
    for (int i = 0; i < paths.length; i++) {
      // As text: the price has two decimals in both.
      assertEquals(list.get(i).toString(), get("/products/" + paths[i]).data().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/products/Nope",
        "/products/tux",
        "/products/Tux%20",
        "/products/%20Tux",
        "/products//",
        "/products/Rubik's+Cube",
        "/products/Bear,%20%22brown%22",
        "/products/%00",
        "/products/..%2FTux"
      })
  void get_anotherName_isNotFound(String path) {
    get(path).assertIs(404, NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/products/T%75x", "/%70roducts/Tux", "/products/Tux?price=1", "/products/Tux#x"})
  void get_theSamePathWrittenAnotherWay_isTheSameToy(String path) {
    assertTrue(get(path).body().startsWith("{\"data\":{\"name\":\"Tux\""));
  }

  @Test
  void get_aNameLongerThanAnyToyHas_isNotFoundAndBurdensNobodysCall() {
    try (FakeStore fake = new FakeStore(1);
        HttpConnection connection = fake.connect()) {
      connection.get("/products/" + "a".repeat(201)).assertIs(404, NOT_FOUND);
      connection.get("/products/" + "a".repeat(10_000)).assertIs(404, NOT_FOUND);
      assertEquals(0, fake.catalog.calls.get());
      assertEquals(200, connection.get("/products/Tux").status());
      assertEquals(1, fake.catalog.calls.get());
    }
  }

  @Test
  void get_pathThatIsNotUtf8_is400() {
    HttpReply reply = get("/products/%FF%FE").assertError(400);
    assertEquals("the path is not UTF-8 behind its percent signs", reply.message());
  }
}
