package frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.net.HttpCookie;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientsTest {
  @Nested
  class Id {
    @Test
    void withoutCookies_isUnknown() {
      assertNull(Clients.id(null));
      assertNull(Clients.id(List.of()));
      assertNull(Clients.id(List.of("")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "client_id=abc",
          "client_id=abc;",
          "  client_id=abc  ",
          "theme=dark; client_id=abc",
          "theme=dark;client_id=abc;lang=en",
          "theme; =; ;; client_id=abc; client_id=other",
          "client_id=; client_id=abc",
          "client_id=\"\"; client_id=abc",
          "client_id=\"abc\"",
          "$Version=\"1\"; client_id=\"abc\";$Path=\"/\"",
          "client_id; client_id=abc"
        })
    void isFoundAmongOtherCookies(String header) {
      assertEquals("abc", Clients.id(List.of(header)));
    }

    @Test
    void isFoundInTheSecondOfTwoHeaders() {
      assertEquals("abc", Clients.id(List.of("theme=dark", "client_id=abc")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "client_id",
          "client_id=",
          "client_id=   ",
          "client_id =abc",
          "Client_Id=abc",
          "client_id2=abc",
          "xclient_id=abc",
          "theme=client_id=abc",
          "client_id=\"abc",
          "client_id=\"",
          "client_id=a b",
          "client_id=a,b",
          "client_id=a\\b",
          "client_id=a\u0001b",
          "client_id=a\nb",
          "client_id=a\u007fb",
          "client_id=z\u00fc"
        })
    void thatCannotBeOne_isUnknown(String header) {
      assertNull(Clients.id(List.of(header)));
    }

    @Test
    void mayHave100CharactersAndNoMore() {
      assertEquals("a".repeat(100), Clients.id(List.of("client_id=" + "a".repeat(100))));
      assertNull(Clients.id(List.of("client_id=" + "a".repeat(101))));
    }

    @Test
    void mayBeAnyOfTheCharactersThatACookieMayHave() {
      String id = "!#$%&'()*+-./09:<=>?@AZ[]^_`az{|}~";
      assertEquals(id, Clients.id(List.of("client_id=" + id)));
    }
  }

  @Nested
  class Home {
    private static final int MILLION = 1_000_000;

    @Test
    void followsFromTheIdAlone() {
      for (int workers : new int[] {1, 2, 7, 128}) {
        assertEquals(Clients.home("abc", workers), Clients.home("abc", workers));
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 100, 128})
    void ofAMillionClients_isEachWorkerAboutEquallyOften(int workers) {
      int[] counts = new int[workers];
      IntStream.range(0, MILLION).forEach(i -> counts[Clients.home("client-" + i, workers)]++);
      double expected = MILLION / (double) workers;
      for (int count : counts) {
        assertTrue(Math.abs(count - expected) < expected / 10, count + " of " + expected);
      }
    }

    @Test
    void ofAMillionClients_leavesNothingBehind() {
      for (Class<?> type : List.of(Clients.class, RequestHandler.class, Workers.class)) {
        for (Field field : type.getDeclaredFields()) {
          assertFalse(Map.class.isAssignableFrom(field.getType()), field + " can grow");
          assertFalse(Collection.class.isAssignableFrom(field.getType()), field + " can grow");
        }
      }
    }
  }

  @Nested
  class NewId {
    @Test
    void isAtHomeAtEachWorkerAboutEquallyOften() {
      int[] counts = new int[16];
      IntStream.range(0, 160_000).forEach(i -> counts[Clients.home(Clients.newId(), 16)]++);
      for (int count : counts) {
        assertTrue(Math.abs(count - 10_000) < 1000, count + " of 10,000");
      }
    }

    @Test
    void isAnotherOneEachTime() {
      long different =
          IntStream.range(0, 100_000).mapToObj(i -> Clients.newId()).distinct().count();
      assertEquals(100_000, different);
    }

    @Test
    void comesBackAsItIsFromItsCookie() {
      String id = Clients.newId();
      String cookie = Clients.setCookie(id);
      assertEquals(id, Clients.id(List.of(cookie.substring(0, cookie.indexOf(';')))));
    }

    @Test
    void isSetForAYearAndAllPathsAndNoScripts() {
      String cookie = Clients.setCookie("abc");
      assertTrue(cookie.startsWith("client_id=abc; Path=/; Max-Age=31536000; Expires="), cookie);
      assertTrue(cookie.endsWith(" GMT; HttpOnly; SameSite=Lax"), cookie);
    }

    /** With Max-Age alone the JDK's cookie would be one of version 1, and come back in quotes. */
    @Test
    void isACookieOfTodayForTheJdk() {
      HttpCookie cookie = HttpCookie.parse(Clients.setCookie("abc")).get(0);
      assertEquals("client_id=abc", cookie.toString());
      assertTrue(cookie.getMaxAge() > 360 * 86400, cookie.getMaxAge() + " s");
    }
  }
}
