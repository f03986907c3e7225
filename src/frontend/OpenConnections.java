package frontend;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How many TCP connections a port has. The JDK's server does not tell, so the kernel is asked,
 * where there is a Linux kernel.
 */
final class OpenConnections {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  private static final String ESTABLISHED = "01";

  private OpenConnections() {}

  /** Whether the kernel has the tables. */
  static boolean canBeCounted() {
    return TABLES.stream().anyMatch(Files::isReadable);
  }

  /** Connections that are established to a local port; NaN if the tables cannot be read. */
  static double to(int port) {
    String local = String.format(Locale.ROOT, ":%04X ", port);
    int open = 0;
    try {
      for (Path table : TABLES) {
        if (Files.isReadable(table)) {
          open += count(table, local);
        }
      }
      return open;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** A row is {@code 0: 0100007F:1F90 0100007F:C350 01 …}: local address, remote, state. */
  private static int count(Path table, String local) throws IOException {
    int open = 0;
    try (BufferedReader rows = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        open += isEstablished(row, local) ? 1 : 0;
      }
    }
    return open;
  }

  /** There may be very many rows, of connections that have ended as well. */
  private static boolean isEstablished(String row, String local) {
    if (!row.contains(local)) {
      return false;
    }
    String[] fields = row.strip().split(" +", 5);
    return fields.length > 3 && (fields[1] + " ").endsWith(local) && fields[3].equals(ESTABLISHED);
  }
}
