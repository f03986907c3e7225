package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {
  @ParameterizedTest
  @CsvSource({
    "/products/Rubik%27s%20Cube, Rubik's Cube",
    "/products/A%2FB, A/B",
    "/products/A%2fB, A/B",
    "/products/50%25, 50%",
    "/products/%2527, %27",
    "/products/a+b, a+b",
    "/products/Z%C3%BCge, Züge",
    "/products/%E9%9B%BB%F0%9F%9A%82, 電🚂",
    "/products/Zü%C3%BC, Züü",
    "/products/%2E%2E, ..",
    "/products//, ''"
  })
  void segments_areDecodedAfterTheSplit(String path, String name) {
    assertEquals(List.of("products", name), Paths.segments(path));
  }

  @Test
  void segments_areSplitAtEverySlash() {
    assertEquals(List.of(""), Paths.segments("/"));
    assertEquals(List.of("a"), Paths.segments("/a"));
    assertEquals(List.of("", "a", "", "b"), Paths.segments("//a//b"));
  }

  @Test
  void segments_withASlashAtTheEnd_areTheSame() {
    assertEquals(List.of("a"), Paths.segments("/a/"));
    assertEquals(List.of("a", "b"), Paths.segments("/a/b/"));
    assertEquals(List.of("a", "b", ""), Paths.segments("/a/b//"));
    assertEquals(List.of(""), Paths.segments("//"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%",
        "/%4",
        "/a%",
        "/%zz",
        "/%4x",
        "/%-1",
        "/% 1",
        "/%+1",
        "/%\u0661\u0661",
        "/%\uff11\uff11"
      })
  void segments_ofAPercentSignWithoutTwoDigits_isRefused(String path) {
    assertThrows(IllegalArgumentException.class, () -> Paths.segments(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/%FF", "/%C3", "/%C3x", "/%C0%AF", "/%ED%A0%80", "/%F4%90%80%80", "/%C3/%BC"})
  void segments_thatAreNotUtf8_areRefused(String path) {
    assertThrows(IllegalArgumentException.class, () -> Paths.segments(path));
  }
}
