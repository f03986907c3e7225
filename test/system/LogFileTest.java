package system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import store.LogFile;

class LogFileTest {
  @TempDir Path folder;

  @Test
  void hasLineWith_aLongerPort_isNotTheLine() throws IOException {
    assertFalse(log("x listening on 127.0.0.1:91019\n", 0).hasLineWith("127.0.0.1:9101"));
    assertTrue(log("x listening on 127.0.0.1:9101\n", 0).hasLineWith("127.0.0.1:9101"));
  }

  @Test
  void hasLineWith_halfALine_isNotYetTheLine() throws IOException {
    assertFalse(log("x listening on 127.0.0.1:9101", 0).hasLineWith("127.0.0.1:9101"));
  }

  @Test
  void hasLineWith_aLineOfAnEarlierStart_isNotSeen() throws IOException {
    assertFalse(log("ready\nstart\n", 6).hasLineWith("ready"));
  }

  @Test
  void lastLines_ofALongLog_areTheLast() throws IOException {
    assertEquals("b\nc", log("a\nb\nc\n", 0).lastLines(2));
  }

  @Test
  void lastLines_ofNoFile_saysSo() {
    LogFile none = new LogFile(folder.resolve("none"), 0);
    assertEquals("(nothing: it printed no line)", none.lastLines(2));
  }

  private LogFile log(String content, long start) throws IOException {
    Path file = Files.writeString(folder.resolve("log"), content);
    return new LogFile(file, start);
  }
}
