package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import store.ProgramRun;
import store.Service;
import store.StoreProcesses;

/** Starting one service, mostly in vain. */
class StartTest {
  @TempDir Path folder;

  /** Free ports and a folder of the test's own; then what the test sets. */
  private ProgramRun start(String name, String... settings) throws Exception {
    Map<String, String> all = new HashMap<>();
    for (Service service : Service.values()) {
      all.put(service.portVariable(), "0");
    }
    all.put("DATA_DIR", folder.resolve("data").toString());
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      all.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return ProgramRun.jar(name, all);
  }

  /** That it ended with status 2 and said why in one line. */
  private static void assertRefused(ProgramRun run, String name, String sentence) {
    assertEquals(2, run.status(), run.toString());
    assertEquals(List.of(name + ": " + sentence), run.errors().lines().toList());
    assertFalse(run.output().contains("listening"), run.output());
    assertFalse(run.output().contains("Exception"), run.output());
  }

  @Nested
  class Help {
    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void ofEachService_isItsSettings(String argument) throws Exception {
      for (Service service : Service.values()) {
        ProgramRun run = ProgramRun.jar(service.title(), Map.of(), argument);
        assertEquals(0, run.status());
        assertEquals("", run.errors());
        assertTrue(run.output().startsWith(service.title() + ": "), run.output());
        for (String setting : List.of("BIND_HOST", service.portVariable(), "WORKERS")) {
          assertTrue(run.output().contains("\n  " + setting + " "), run.output());
        }
      }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void instead_ofAnArgumentThatMakesNoSense_goesToStandardError(Service service)
        throws Exception {
      ProgramRun run = ProgramRun.jar(service.title(), Map.of(), "--port=1");
      assertEquals(2, run.status());
      assertEquals("", run.output());
      assertTrue(run.errors().startsWith(service.title() + ": "), run.errors());
    }
  }

  @Nested
  class Settings {
    @ParameterizedTest
    @CsvSource({
      "catalog, CATALOG_PORT=65536, 'a whole number from 0 to 65535'",
      "order, ORDER_PORT=nine, 'a whole number from 0 to 65535'",
      "frontend, FRONTEND_PORT=-1, 'a whole number from 0 to 65535'",
      "order, WORKERS=0, 'a whole number from 1 to 4096'",
      "order, METRICS_PORT=x, 'a whole number from 0 to 65535'",
      "frontend, ORDER_HOST=http://x, 'host names or addresses, like catalog-1,catalog-2:9101'"
    })
    void thatMakeNoSense_stopTheStart(String name, String setting, String wanted) throws Exception {
      assertRefused(start(name, setting), name, setting + " makes no sense: it takes " + wanted);
      assertFalse(Files.exists(folder.resolve("data")));
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void anAddressThatThisMachineLacks_stopsTheStart(Service service) throws Exception {
      // Of the range for documentation, RFC 5737.
      assertRefused(
          start(service.title(), "BIND_HOST=203.0.113.1"),
          service.title(),
          "cannot listen on 203.0.113.1:0: this machine has no such address;"
              + " set BIND_HOST to one that it has");
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void aPortInUse_stopsTheStart(Service service) throws Exception {
      try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = other.getLocalPort();
        assertRefused(
            start(service.title(), service.portVariable() + "=" + port),
            service.title(),
            "cannot listen on 127.0.0.1:"
                + port
                + ": another program uses the port; stop it, or set another port");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog", "order"})
    void aPortForTheMetricsInUse_stopsTheStart(String name) throws Exception {
      try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = other.getLocalPort();
        assertRefused(
            start(name, "METRICS_PORT=" + port),
            name,
            "cannot listen on 127.0.0.1:"
                + port
                + ": another program uses the port; stop it, or set another port");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog", "order"})
    void aDataFolderThatIsAFile_stopsTheStart(String name) throws Exception {
      Path file = Files.writeString(folder.resolve("data"), "not a folder");
      assertRefused(
          start(name),
          name,
          "the data folder "
              + file
              + " cannot be used: "
              + file
              + " is a file, not a folder; set DATA_DIR to a folder that this user may write");
      assertEquals("not a folder", Files.readString(file));
    }
  }

  @Nested
  class Data {
    private static final String CATALOG = "name,price,quantity\nTux,15.99,100\n";

    @ParameterizedTest(name = "{1}, line {3}: {index}")
    @CsvSource({
      "catalog, catalog.csv, 'name,price,quantity\nTux,cheap,100\n', 2",
      "catalog, catalog.csv, 'name,price,quantity\nTux,1,1\nYo-Yo,1,-1\n', 3",
      "catalog, catalog.csv, 'name,price\nTux,1\n', 1",
      "catalog, catalog.csv, '', 1",
      "order, order.csv, 'number\n0,Tux,1\n', 1",
      "order, refusals.csv, 'x\n', 1"
    })
    void thatMakesNoSense_stopsTheStartAndIsLeftAlone(
        String name, String file, String content, int line) throws Exception {
      assertUnusable(name, file, content, line);
    }

    @Test
    void aRowThatWasChanged_stopsTheStartAndIsLeftAlone() throws Exception {
      String sales =
          "sale,id,name,quantity,crc32c\n"
              + row("0,r-1,Tux,1")
              + row("1,r-2,Tux,1").replace("Tux", "Tut")
              + row("2,r-3,Tux,1");
      assertUnusable("catalog", "sales.csv", sales, 3);
      String orders =
          "order_number,name,quantity,sale,id,time,crc32c\n"
              + row("0,Tux,1,0,r-1,2026-01-01T00:00:00.000Z").replace(",1,", ",2,")
              + row("1,Tux,1,1,r-2,2026-01-01T00:00:00.000Z");
      assertUnusable("order", "order.csv", orders, 2);
    }

    private static String row(String fields) {
      CRC32C crc = new CRC32C();
      crc.update(fields.getBytes(StandardCharsets.UTF_8));
      return String.format(Locale.ROOT, "%s,%08x\n", fields, crc.getValue());
    }

    private void assertUnusable(String name, String file, String content, int line)
        throws Exception {
      Path data = Files.createDirectories(folder.resolve("data"));
      Files.writeString(data.resolve("catalog.csv"), CATALOG);
      Files.writeString(data.resolve(file), content);
      Map<String, String> before = contents(data);
      ProgramRun run = start(name);
      assertEquals(2, run.status(), run.toString());
      assertEquals(1, run.errors().lines().count(), run.errors());
      String place = name + ": " + data.resolve(file) + " line " + line + ": ";
      assertTrue(run.errors().startsWith(place), run.errors() + " instead of " + place);
      Map<String, String> after = contents(data);
      after.keySet().retainAll(before.keySet());
      assertEquals(before, after);
    }

    private static Map<String, String> contents(Path data) throws IOException {
      Map<String, String> contents = new TreeMap<>();
      try (Stream<Path> files = Files.list(data)) {
        for (Path file : files.toList()) {
          contents.put(file.getFileName().toString(), Files.readString(file));
        }
      }
      return contents;
    }

    @Test
    void thatAnotherServiceOfTheKindHolds_stopsTheStart_andIsFreeAfterSigkill() throws Exception {
      try (StoreProcesses store = new StoreProcesses(ProgramRun.home().resolve("build"), folder)) {
        for (Service service : List.of(Service.CATALOG, Service.ORDER)) {
          store.start(service);
        }
        for (Service service : List.of(Service.CATALOG, Service.ORDER)) {
          assertRefused(
              start(service.title()),
              service.title(),
              "another "
                  + service.title()
                  + " service works on the data folder "
                  + store.data()
                  + "; stop it, or set DATA_DIR to another folder");
          assertTrue(store.isAlive(service));
          store.kill(service);
          store.start(service);
        }
      }
    }
  }
}
