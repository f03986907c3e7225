package verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import catalog.MovementFormat;
import catalog.Sale;
import common.purchase.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import order.OrderFormat;
import order.OrderRow;
import order.RefusalFormat;
import order.RefusalRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyMainTest {
  private static final String CATALOGUE =
      "name,price,quantity,sold,from_sale,to_sale\nTux,15.99,97,3,0,1\n";

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void oneOrder() throws IOException {
    Files.writeString(folder.resolve("catalog.csv"), CATALOGUE);
    JournalFiles.write(
        folder.resolve("sales.csv"), new MovementFormat(), List.of(new Sale(0, "k-a", "Tux", 3)));
    JournalFiles.write(
        folder.resolve("order.csv"),
        new OrderFormat(),
        List.of(new OrderRow(0, "Tux", 3, 0, "k-a", "2026-01-01T00:00:00Z")));
    JournalFiles.write(
        folder.resolve("refusals.csv"),
        new RefusalFormat(),
        List.of(new RefusalRow("k-b", "0".repeat(28) + "beef", Refusal.UNKNOWN_TOY)));
  }

  @Test
  void run_onAWholeFolder_endsWith0() {
    assertEquals(0, run());
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("whole: nothing lost"));
  }

  @Test
  void run_onTwoFolders_readsTheOrdersFromTheSecond() throws IOException {
    Path orders = Files.createDirectory(folder.resolve("orders"));
    Files.move(folder.resolve("order.csv"), orders.resolve("order.csv"));
    assertEquals(0, run(folder.toString(), orders.toString()));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("order.csv: 1 order\n"));
  }

  @Test
  void run_onADamagedFolder_endsWith1() throws IOException {
    Files.delete(folder.resolve("sales.csv"));
    Files.delete(folder.resolve("order.csv"));
    assertEquals(1, run());
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("not whole: 2 problems"));
  }

  @Test
  void run_onAFolderWithoutFiles_endsWith2() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertEquals(2, run(empty.toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("neither catalog.csv nor order.csv"));
  }

  @Test
  void run_withAnUnknownOption_endsWith2() {
    assertEquals(2, run("--colour"));
  }

  @Test
  void rows_ofTheFolder_areReadable() {
    assertEquals(0, run("--rows"));
    String printed = out.toString(StandardCharsets.UTF_8);
    assertTrue(printed.contains("line 2  sale 0  3 x Tux  id k-a\n"), printed);
    assertTrue(printed.contains("line 2  order 0  3 x Tux  sale 0  id k-a  at 2026"), printed);
    assertTrue(
        printed.contains(
            "line 2  refused  unknown toy  id k-b  fingerprint"
                + " 0000000000000000000000000000beef\n"));
  }

  @Test
  void rows_ofATornFile_showTheRowsBeforeTheTear() throws IOException {
    Path sales = folder.resolve("sales.csv");
    Files.writeString(sales, "1,k-c,Tu", StandardOpenOption.APPEND);
    assertEquals(0, run("--rows", sales.toString()));
    String printed = out.toString(StandardCharsets.UTF_8);
    assertTrue(printed.contains("sales.csv: 1 row\n"), printed);
    assertTrue(printed.contains("sales.csv line 3: the last row is not whole"), printed);
  }

  @Test
  void rows_ofAFileThatIsNoJournal_endsWith1() {
    assertEquals(1, run("--rows", folder.resolve("catalog.csv").toString()));
  }

  private int run(String... arguments) {
    PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return VerifyMain.run(List.of(arguments), folder, outStream, errStream);
  }
}
