package common.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.process.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  @TempDir Path temporary;

  private static String refusal(Path path) {
    return assertThrows(StartException.class, () -> DataFolder.lock(path, "catalog", Disk.real()))
        .getMessage();
  }

  @Test
  void lock_folderThatIsNotThere_isMade() throws Exception {
    Path path = temporary.resolve("new/data");
    try (DataFolder folder = DataFolder.lock(path, "catalog", Disk.real())) {
      assertEquals(path, folder.path());
      assertTrue(Files.exists(path.resolve("catalog.lock")));
    }
  }

  /** Else a power cut could take a new folder away, with all that was answered. */
  @Test
  void lock_foldersThatAreNotThere_areForcedInTheFolderAboveEach() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    Path above = Files.createDirectory(temporary.resolve("above"));
    DataFolder.lock(above.resolve("one/two/three"), "catalog", disk).close();
    List<String> forced =
        List.of("above", "one", "two").stream().map("FORCE_FOLDER "::concat).toList();
    assertEquals(forced, disk.operations().subList(1, 4));
    assertEquals("FORCE_FOLDER " + temporary.getFileName(), disk.operations().get(0));
  }

  /** Whoever made it may have been killed before that. */
  @Test
  void lock_folderThatIsThere_isForcedInTheFolderAboveIt() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    Path above = Files.createDirectories(temporary.resolve("above/data")).getParent();
    DataFolder.lock(above.resolve("data"), "catalog", disk).close();
    assertEquals(List.of("FORCE_FOLDER above"), disk.operations());
  }

  @Test
  void lock_secondHolder_isRefusedWithASentence() throws Exception {
    try (DataFolder first = DataFolder.lock(temporary, "catalog", Disk.real())) {
      assertEquals(
          "another catalog service works on the data folder "
              + first.path()
              + "; stop it, or set DATA_DIR to another folder",
          refusal(temporary));
    }
  }

  /** What counts is the lock that the operating system holds, not the file. */
  @Test
  void lock_afterClose_isFreeThoughTheFileStays() throws Exception {
    DataFolder.lock(temporary, "catalog", Disk.real()).close();
    assertTrue(Files.exists(temporary.resolve("catalog.lock")));
    DataFolder.lock(temporary, "catalog", Disk.real()).close();
  }

  @Test
  void lock_refusedHolder_doesNotGiveItFree() throws Exception {
    try (DataFolder first = DataFolder.lock(temporary, "catalog", Disk.real())) {
      refusal(first.path());
      refusal(first.path());
    }
    DataFolder.lock(temporary, "catalog", Disk.real()).close();
  }

  @Test
  void lock_otherServiceOnTheSameFolder_isWelcome() throws Exception {
    try (DataFolder catalog = DataFolder.lock(temporary, "catalog", Disk.real());
        DataFolder order = DataFolder.lock(temporary, "order", Disk.real())) {
      assertEquals(catalog.path(), order.path());
    }
  }

  @Test
  void lock_otherProcess_isRefused() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                temporary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertEquals('L', other.getInputStream().read());
      assertTrue(refusal(temporary).startsWith("another catalog service works on"));
    } finally {
      other.destroyForcibly().waitFor();
    }
    // A process that was killed leaves no lock behind.
    DataFolder.lock(temporary, "catalog", Disk.real()).close();
  }

  /** Holds a folder until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    @SuppressWarnings("resource")
    public static void main(String[] arguments) throws Exception {
      DataFolder.lock(Path.of(arguments[0]), "catalog", Disk.real());
      System.out.print("L");
      System.out.flush();
      System.in.read();
    }
  }

  @Test
  void lock_pathThatIsAFile_isRefusedWithTheReason() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "not a folder");
    assertEquals(
        "the data folder "
            + file
            + " cannot be used: "
            + file
            + " is a file, not a folder"
            + "; set DATA_DIR to a folder that this user may write",
        refusal(file));
    assertEquals("not a folder", Files.readString(file));
  }

  @Test
  void lock_pathBelowAFile_isRefused() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "not a folder");
    String sentence = refusal(file.resolve("data"));
    assertTrue(sentence.contains("cannot be used: " + file), sentence);
  }

  @Test
  void lock_linkToAFolder_isAFolder() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
    try (DataFolder held = DataFolder.lock(link, "catalog", Disk.real())) {
      assertTrue(Files.exists(folder.resolve("catalog.lock")));
      assertTrue(refusal(folder).startsWith("another catalog service"));
      assertEquals(link, held.path());
    }
  }

  @Test
  void lock_folderWithoutPermission_isRefusedWithTheReason() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    Assumptions.assumeFalse(Files.isWritable(folder), "root may write everywhere");
    String sentence = refusal(folder);
    assertTrue(sentence.contains("no permission for " + folder.resolve("catalog.lock")), sentence);
  }
}
