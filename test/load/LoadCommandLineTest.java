package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options, the report files and the exit status. */
class LoadCommandLineTest extends LoadTestBase {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--clients 0",
        "--clients many",
        "--p 1.1",
        "--p",
        "--nonsense",
        "--seconds 1 --requests 1",
        "--out report.txt",
        "--host nowhere",
        "--rate 5 --think 5"
      })
  void nonsense_isRefusedWithASentence(String line) throws Exception {
    assertEquals(LoadMain.UNUSABLE, load(line.split(" ")));
    assertEquals(1, err().lines().count(), err());
  }

  @Test
  void help_namesEveryOption() throws Exception {
    assertEquals(LoadMain.RIGHT, load("--help"));
    assertTrue(out().contains("--think MS"), out());
  }

  @Test
  void noStore_isSaid() throws Exception {
    store.close();
    assertEquals(LoadMain.UNUSABLE, load("--requests", "1"));
    assertTrue(err().startsWith("no store answers at " + store.host()), err());
  }

  @Test
  void csvFile_hasALineForEachOperation(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.csv");
    assertEquals(LoadMain.RIGHT, load("--requests", "9", "--out", file.toString()));
    List<String> lines = Files.readAllLines(file);
    assertEquals(3, lines.size());
    int columns = lines.get(0).split(",").length;
    assertEquals(columns, lines.get(1).split(",").length);
    assertEquals(columns, lines.get(2).split(",").length);
  }

  @Test
  void jsonFile_isJson(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.json");
    assertEquals(LoadMain.RIGHT, load("--requests", "9", "--out", file.toString()));
    JsonObject report = StrictJson.object(Files.readString(file));
    assertTrue(report.getAsJsonObject("query").has("p99_9"), report.toString());
  }
}
