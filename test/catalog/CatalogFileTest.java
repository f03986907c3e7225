package catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.process.StartException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rpc.catalog.Toy;

/** The person's file: each way to write it gives the right reading, or a line that says why not. */
final class CatalogFileTest {
  private static final String HEADER = "name,price,quantity\n";
  private static final String ALL_COLUMNS = "name,price,quantity,sold,from_sale,to_sale\n";

  @TempDir Path folder;

  @Nested
  final class Readings {
    private static CatalogRow toy(String name, long cents, int quantity) {
      return CatalogRow.handWritten(name, cents, quantity);
    }

    private static Arguments reads(String what, String content, CatalogRow... rows) {
      return Arguments.of(Named.of(what, content), List.of(rows));
    }

    static Stream<Arguments> readings() {
      CatalogRow tux = toy("Tux", 1599, 100);
      CatalogRow fox = toy("Fox", 1900, 0);
      return Stream.of(
          reads("LF", HEADER + "Tux,15.99,100\nFox,19,0\n", tux, fox),
          reads("no line end at the end", HEADER + "Tux,15.99,100\nFox,19,0", tux, fox),
          reads("CRLF", "name,price,quantity\r\nTux,15.99,100\r\nFox,19.0,0\r\n", tux, fox),
          reads("byte order mark", "\ufeff" + HEADER + "Tux,15.99,100\n", tux),
          reads("byte order mark and CRLF", "\ufeffname,price,quantity\r\nTux,15.99,100\r\n", tux),
          reads("empty lines", "\n" + HEADER + "\nTux,15.99,100\n\n\nFox,19.00,0\n\n", tux, fox),
          reads(
              "all fields in quotes",
              "\"name\",\"price\",\"quantity\"\n\"Tux\",\"15.99\",\"100\"\n",
              tux),
          reads("columns in another order", "quantity,name,price\n100,Tux,15.99\n", tux),
          reads("header only", HEADER),
          reads("quoted comma", HEADER + "\"Train, red\",1,2\n", toy("Train, red", 100, 2)),
          reads(
              "quote in quotes", HEADER + "\"The \"\"Fox\"\"\",1,2\n", toy("The \"Fox\"", 100, 2)),
          reads(
              "other alphabets",
              HEADER + "Käthe,1,2\n積み木 🧸,3,4\n",
              toy("Käthe", 100, 2),
              toy("積み木 🧸", 300, 4)),
          reads(
              "spaces and signs in a name",
              HEADER + "Rubik's Cube #2 50%,1,2\n",
              toy("Rubik's Cube #2 50%", 100, 2)),
          reads(
              "greatest numbers",
              HEADER + "Tux,999999999.99,2147483647\n",
              toy("Tux", 99_999_999_999L, Integer.MAX_VALUE)),
          reads("free of charge", HEADER + "Tux,0,1\n", toy("Tux", 0, 1)),
          reads(
              "program's columns",
              ALL_COLUMNS + "Tux,15.99,93,7,0,5\nFox,19.00,0,0,0,5\n",
              new CatalogRow("Tux", 1599, 93, 7, 0, 0, 5),
              new CatalogRow("Fox", 1900, 0, 0, 0, 0, 5)),
          reads(
              "a new toy among the program's columns",
              ALL_COLUMNS + "Tux,15.99,93,7,0,5\nFox,19,0,,,\n",
              new CatalogRow("Tux", 1599, 93, 7, 0, 0, 5),
              fox));
    }

    private static List<CatalogRow> read(Path file) throws Exception {
      return CatalogFile.parse(Files.readAllBytes(file), file.toString()).rows();
    }

    @ParameterizedTest
    @MethodSource("readings")
    void read_givesTheToysInTheFilesOrder(String content, List<CatalogRow> rows) throws Exception {
      Path file = Files.writeString(folder.resolve("catalog.csv"), content);
      assertEquals(rows, read(file));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void start_sellsThem(String content, List<CatalogRow> rows) throws Exception {
      Files.writeString(folder.resolve("catalog.csv"), content);
      try (RunningCatalog catalog = new RunningCatalog(folder).start()) {
        List<Toy> expected =
            rows.stream()
                .map(
                    row ->
                        Toy.newBuilder()
                            .setName(row.name())
                            .setPriceCents(row.priceCents())
                            .setQuantity(row.quantity())
                            .build())
                .toList();
        assertEquals(expected, catalog.list());
        catalog.restart();
        assertEquals(expected, catalog.list());
      }
    }

    @ParameterizedTest
    @MethodSource("readings")
    void write_isReadAsItWas(String content, List<CatalogRow> rows) throws Exception {
      List<CatalogRow> known =
          rows.stream()
              .map(row -> new CatalogRow(row.name(), row.priceCents(), row.quantity(), 3, -2, 4, 9))
              .toList();
      Path file = Files.write(folder.resolve("catalog.csv"), CatalogFile.write(known));
      assertEquals(known, read(file), content);
    }
  }

  @Nested
  final class Errors {
    private static Arguments refuses(String content, int line, String reason) {
      return refuses(content, content.getBytes(StandardCharsets.UTF_8), line, reason);
    }

    private static Arguments refuses(String what, byte[] content, int line, String reason) {
      return Arguments.of(Named.of("'" + what.replace("\n", "⏎") + "'", content), line, reason);
    }

    /** A file as the program writes it, and then a person's hand. */
    private static String edited(String counts, String by) {
      byte[] written = CatalogFile.write(List.of(new CatalogRow("Tux", 100, 1, 0, 0, 0, 5)));
      return new String(written, StandardCharsets.UTF_8).replace(counts, by);
    }

    static Stream<Arguments> errors() {
      String price = "the price of Tux: ";
      String quantity = "the quantity of Tux is ";
      return Stream.of(
          refuses(HEADER + "Fox,1,1\nTux,much,1\n", 3, price + "\"much\" is not a price"),
          refuses(HEADER + "Tux,,1\n", 2, price + "\"\" is not a price"),
          refuses(HEADER + "Tux,-1,1\n", 2, price + "\"-1\" is not a price"),
          refuses(HEADER + "Tux,1e3,1\n", 2, price + "\"1e3\" is not a price"),
          refuses(HEADER + "Tux,$5,1\n", 2, price + "\"$5\" is not a price"),
          refuses(HEADER + "Tux,15.999,1\n", 2, price + "\"15.999\" is not a price"),
          refuses(HEADER + "Tux, 15.99,1\n", 2, price + "\" 15.99\" is not a price"),
          refuses(HEADER + "Tux,15,99,1\n", 2, "the line has 4 fields, the header has 3"),
          refuses(HEADER + "Tux,1,-1\n", 2, quantity + "\"-1\", not a whole number from 0 to"),
          refuses(HEADER + "Tux,1,1.5\n", 2, quantity + "\"1.5\", not a whole number"),
          refuses(HEADER + "Tux,1,\n", 2, quantity + "\"\", not a whole number"),
          refuses(
              HEADER + "Tux,1,2147483648\n", 2, quantity + "\"2147483648\", not a whole number"),
          refuses(HEADER + "Tux,1,+1\n", 2, quantity + "\"+1\", not a whole number"),
          refuses(HEADER + "Tux,1,１\n", 2, quantity + "\"１\", not a whole number"),
          refuses(
              HEADER + "Tux,1,1\n\nFox,1,1\nTux,1,1\n", 5, "the toy Tux stands in the file twice"),
          refuses(HEADER + "Tux,1\n", 2, "the line has 2 fields, the header has 3"),
          refuses(HEADER + "Tux\n", 2, "the line has 1 fields, the header has 3"),
          refuses(HEADER + ",1,1\n", 2, "the name is empty"),
          refuses(HEADER + "\" \",1,1\n", 2, "the name is empty"),
          refuses(HEADER + " Tux,1,1\n", 2, "the name \" Tux\" begins or ends with a space"),
          refuses(HEADER + "\"Tux \",1,1\n", 2, "the name \"Tux \" begins or ends with a space"),
          refuses(
              HEADER + "\"Tux\nBig\",1,1\n", 2, "a name has at most 200 characters, no control"),
          refuses(HEADER + "x".repeat(201) + ",1,1\n", 2, "a name has at most 200 characters"),
          refuses("Tux,15.99,100\n", 1, "the column name is missing"),
          refuses("name,price\nTux,15.99\n", 1, "the column quantity is missing"),
          refuses("name, price, quantity\nTux,1,1\n", 1, "the column price is missing"),
          refuses("name;price;quantity\nTux;1;1\n", 1, "the column name is missing"),
          refuses("Name,Price,Quantity\nTux,1,1\n", 1, "the column name is missing"),
          refuses("name,price,quantity,colour\n", 1, "the column \"colour\" is not known"),
          refuses("name,price,quantity,price\n", 1, "a column stands twice in the header"),
          refuses("name,price,quantity,\nTux,1,1,\n", 1, "the column \"\" is not known"),
          refuses(HEADER + "Fox,1,1\nTux\"s,1,1\n", 3, "a quote inside a field"),
          refuses(
              HEADER + "Fox,1,1\n\"Tux,1,1\nFox,1,1\n", 3, "the quote that begins here has no end"),
          refuses(HEADER + "\"Tux\"s,1,1\n", 2, "text after a closing quote"),
          refuses("name,price,quantity\rTux,1,1\r", 1, "a carriage return without a line feed"),
          refuses("", 1, "the file is empty; write the header name,price,quantity"),
          refuses("\n\n", 1, "the file is empty"),
          refuses("\ufeff", 1, "the file is empty"),
          refuses(
              "two marks",
              "\ufeff\ufeffname,price,quantity\n".getBytes(StandardCharsets.UTF_8),
              1,
              "the column name is missing"),
          refuses(
              "Latin-1",
              (HEADER + "Fox,1,1\nKäthe,1,1\n").getBytes(StandardCharsets.ISO_8859_1),
              3,
              "expected UTF-8 but found the malformed byte 0xE4"),
          refuses("UTF-16", HEADER.getBytes(StandardCharsets.UTF_16), 1, "expected UTF-8"),
          refuses("zeros", new byte[4096], 1, "the column name is missing"),
          refuses(ALL_COLUMNS + "Tux,1,1,0,0,5\nFox,1,1,,,5\n", 3, "the sold of Fox is \"\""),
          refuses(edited(",0,0,5,", ",0,0,6,"), 2, "somebody changed a column of the program's"),
          refuses(edited(",0,0,5,0,", ",9,0,5,9,"), 2, "somebody changed a column"),
          refuses(ALL_COLUMNS + "Tux,1,1,0,0,x\n", 2, "the to_sale of Tux is \"x\""),
          refuses(ALL_COLUMNS + "Tux,1,1,-1,0,5\n", 2, "the sold of Tux is \"-1\""));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void start_namesFileLineAndReasonInOneLine_andChangesNothing(
        byte[] content, int line, String reason) throws Exception {
      Path file = Files.write(folder.resolve("catalog.csv"), content);
      try (RunningCatalog catalog = new RunningCatalog(folder)) {
        String sentence = assertThrows(StartException.class, catalog::start).getMessage();
        assertTrue(sentence.startsWith(file + " line " + line + ": " + reason), sentence);
        assertFalse(sentence.contains("\n"), sentence);
      }
      assertArrayEquals(content, Files.readAllBytes(file));
      assertEquals(List.of("catalog.csv", "catalog.lock"), names());
    }

    private List<String> names() throws Exception {
      try (Stream<Path> files = Files.list(folder)) {
        return files.map(path -> path.getFileName().toString()).sorted().toList();
      }
    }
  }

  @Test
  void start_afterTheErrorIsMended_works() throws Exception {
    Path file = Files.writeString(folder.resolve("catalog.csv"), HEADER + "Tux,much,1\n");
    try (RunningCatalog catalog = new RunningCatalog(folder)) {
      assertThrows(StartException.class, catalog::start);
      Files.writeString(file, HEADER + "Tux,15.99,1\n");
      assertEquals(1599, catalog.start().query("Tux").getPriceCents());
    }
  }
}
