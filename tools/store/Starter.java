package store;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Who started this JVM: make, a person at a terminal, or both. When one of them is gone, nobody is
 * left to stop it. Signals do not tell that in every case: a make that is killed sends none, and of
 * a terminal that closes, the kernel tells only the leader of its session, which may be make.
 */
final class Starter {
  private static final String TERMINAL = "/dev/tty";

  private final Optional<ProcessHandle> make;
  private final boolean hadTerminal;

  @SuppressWarnings("SystemConsoleNull") // Since JDK 22 it is never null, and the other half tells.
  Starter(Map<String, String> environment) {
    boolean fromMake = environment.containsKey("MAKELEVEL");
    make = fromMake ? ProcessHandle.current().parent() : Optional.empty();
    hadTerminal = System.console() != null && hasTerminal();
  }

  boolean isGone() {
    return make.isPresent() && !make.get().isAlive() || hadTerminal && !hasTerminal();
  }

  private static boolean hasTerminal() {
    try {
      new FileInputStream(TERMINAL).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
