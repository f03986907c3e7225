package bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentBlockTest {
  @TempDir Path folder;

  @Test
  void write_toNoFile_makesOne() throws IOException {
    Path file = folder.resolve("docs/new.md");
    DocumentBlock.write(file, "x", "text\n");
    assertEquals("<!-- x: begin -->\n\ntext\n\n<!-- x: end -->\n", Files.readString(file));
  }

  @Test
  void write_again_replacesOnlyItsBlock() throws IOException {
    Path file = Files.writeString(folder.resolve("a.md"), "# Title\n");
    DocumentBlock.write(file, "x", "one");
    DocumentBlock.write(file, "y", "two");
    Files.writeString(file, Files.readString(file) + "The end.\n");
    DocumentBlock.write(file, "x", "three");
    assertEquals(
        "# Title\n\n<!-- x: begin -->\n\nthree\n\n<!-- x: end -->\n"
            + "\n<!-- y: begin -->\n\ntwo\n\n<!-- y: end -->\nThe end.\n",
        Files.readString(file));
  }
}
