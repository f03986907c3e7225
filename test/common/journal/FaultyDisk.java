package common.journal;

import common.testing.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine's disk, with faults on order: operations that fail, writes cut short, no space left,
 * operations that hang until a test lets them go on, a process that is killed, a power cut. Files
 * are meant by their names, without the folder. Safe for many threads.
 */
public final class FaultyDisk implements Disk {
  /** What can be made to fail or to hang. */
  public enum Operation {
    /** Opening a file to append to it. */
    OPEN,
    /** Writing to an open file. */
    WRITE,
    /** Forcing an open file. */
    FORCE,
    /** Cutting a file. */
    TRUNCATE,
    /** Renaming a file; the file meant is the one renamed. */
    RENAME,
    /** Forcing a folder. */
    FORCE_FOLDER
  }

  private static final class Fault {
    final Operation operation;
    final String file;
    final boolean lasting;
    int countdown;

    Fault(Operation operation, String file, int nth, boolean lasting) {
      this.operation = operation;
      this.file = file;
      this.countdown = nth;
      this.lasting = lasting;
    }

    boolean strikes(Operation happening, String name) {
      return operation == happening && file.equals(name) && --countdown <= 0;
    }
  }

  private final Disk real = Disk.real();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();
  private final List<String> operations = new ArrayList<>();
  private final Map<Path, Long> forcedBytes = new HashMap<>();
  private final Map<String, Integer> shortWrites = new HashMap<>();
  private long freeBytes = Long.MAX_VALUE;
  private boolean dead;
  private int life;

  /** The nth such operation from now on fails, once; the next one is the first. */
  public synchronized void failNth(Operation operation, String file, int nth) {
    faults.add(new Fault(operation, file, nth, false));
  }

  /** The next such operation fails, once. */
  public void failNext(Operation operation, String file) {
    failNth(operation, file, 1);
  }

  /** All such operations fail until {@link #heal}. */
  public synchronized void failAll(Operation operation, String file) {
    faults.add(new Fault(operation, file, 1, true));
  }

  /** The next write to the file writes so many bytes, and fails. */
  public synchronized void cutNextWrite(String file, int bytes) {
    shortWrites.put(file, bytes);
  }

  /** There is room for so many more bytes; what does not fit is cut off, and the write fails. */
  public synchronized void fullAfter(long bytes) {
    freeBytes = bytes;
  }

  /** From now on all goes well again. What hangs goes on hanging. */
  public synchronized void heal() {
    faults.clear();
    shortWrites.clear();
    freeBytes = Long.MAX_VALUE;
  }

  /** All such operations hang until they are let go. */
  public synchronized Hold hold(Operation operation, String file) {
    Hold hold = new Hold(operation, file);
    holds.add(hold);
    return hold;
  }

  /**
   * The process is killed: what it does from now on has no effect, what hangs fails. What it wrote
   * stays, forced or not.
   */
  public synchronized void kill() {
    dead = true;
    holds.clear();
    notifyAll();
  }

  /** A new process. Files opened before stay out of its way. */
  public synchronized void restart() {
    dead = false;
    life++;
    heal();
  }

  /** The power is cut: the process is gone, and so is all that was written and not forced. */
  public synchronized void cutPower() throws IOException {
    kill();
    for (Map.Entry<Path, Long> file : forcedBytes.entrySet()) {
      if (Files.exists(file.getKey()) && Files.size(file.getKey()) > file.getValue()) {
        real.truncate(file.getKey(), file.getValue());
      }
    }
  }

  /** What was done so far, in order: {@code FORCE sales.csv}. Failed attempts count. */
  public synchronized List<String> operations() {
    return List.copyOf(operations);
  }

  /** How often this was done so far. Failed attempts count. */
  public synchronized long count(Operation operation, String file) {
    String wanted = operation + " " + file;
    return operations.stream().filter(wanted::equals).count();
  }

  // An operation holds the monitor to its end: a kill or a power cut comes before it or after it.

  @Override
  public synchronized Output append(Path file) throws IOException {
    before(Operation.OPEN, file);
    if (!Files.exists(file)) {
      forcedBytes.put(file, 0L);
    } else if (!forcedBytes.containsKey(file)) {
      forcedBytes.put(file, Files.size(file));
    }
    return new FaultyOutput(file, real.append(file), life);
  }

  @Override
  public synchronized void truncate(Path file, long size) throws IOException {
    before(Operation.TRUNCATE, file);
    real.truncate(file, size);
    forcedBytes.put(file, size);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    before(Operation.RENAME, from);
    real.rename(from, to);
    Long bytes = forcedBytes.remove(from);
    if (bytes != null) {
      forcedBytes.put(to, bytes);
    }
  }

  @Override
  public synchronized void forceFolder(Path folder) throws IOException {
    before(Operation.FORCE_FOLDER, folder);
    real.forceFolder(folder);
  }

  private void before(Operation operation, Path file) throws IOException {
    String name = file.getFileName().toString();
    int begunIn = life;
    if (dead) {
      throw new IOException(file + ": this process was killed");
    }
    operations.add(operation + " " + name);
    for (Fault fault : List.copyOf(faults)) {
      if (fault.strikes(operation, name)) {
        if (!fault.lasting) {
          faults.remove(fault);
        }
        throw new IOException(file + ": " + operation + " fails on order");
      }
    }
    for (Hold hold : List.copyOf(holds)) {
      hold.await(operation, name);
    }
    if (dead || life != begunIn) {
      throw new IOException(file + ": this process was killed");
    }
  }

  /** An operation that hangs. */
  public final class Hold {
    private final Operation operation;
    private final String file;
    private int waiting;
    private boolean failing;

    private Hold(Operation operation, String file) {
      this.operation = operation;
      this.file = file;
    }

    private void await(Operation happening, String name) throws IOException {
      if (operation != happening || !file.equals(name)) {
        return;
      }
      waiting++;
      FaultyDisk.this.notifyAll();
      while (holds.contains(this)) {
        try {
          FaultyDisk.this.wait();
        } catch (InterruptedException e) {
          throw new IOException("interrupted", e);
        }
      }
      waiting--;
      if (failing) {
        throw new IOException(name + ": " + operation + " fails on order, late");
      }
    }

    /** Returns when an operation hangs here. */
    public void awaitReached() throws Exception {
      Await.until(operation + " " + file + " begins", this::isReached);
    }

    private boolean isReached() {
      synchronized (FaultyDisk.this) {
        return waiting > 0;
      }
    }

    /** Lets what hangs go on, and all later ones pass. */
    public void release() {
      end(false);
    }

    /** Lets what hangs fail, and all later ones pass. */
    public void fail() {
      end(true);
    }

    private void end(boolean fail) {
      synchronized (FaultyDisk.this) {
        failing = fail;
        holds.remove(this);
        FaultyDisk.this.notifyAll();
      }
    }
  }

  private final class FaultyOutput implements Output {
    private final Path file;
    private final String name;
    private final Output output;
    private final int openedIn;
    private long size;

    FaultyOutput(Path file, Output output, int life) throws IOException {
      this.file = file;
      this.name = file.getFileName().toString();
      this.output = output;
      this.openedIn = life;
      this.size = Files.size(file);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      synchronized (FaultyDisk.this) {
        checkLife();
        before(Operation.WRITE, file);
        int wanted = bytes.remaining();
        int allowed = take(wanted);
        output.write(bytes.duplicate().limit(bytes.position() + allowed));
        size += allowed;
        if (allowed < wanted) {
          throw new IOException(file + ": no space left after " + allowed + " bytes");
        }
        bytes.position(bytes.limit());
      }
    }

    private int take(int wanted) {
      Integer cut = shortWrites.remove(name);
      int allowed = (int) Math.min(freeBytes, cut == null ? wanted : Math.min(cut, wanted));
      freeBytes -= allowed;
      return allowed;
    }

    @Override
    public void force() throws IOException {
      synchronized (FaultyDisk.this) {
        checkLife();
        before(Operation.FORCE, file);
        output.force();
        forcedBytes.put(file, size);
      }
    }

    private void checkLife() throws IOException {
      if (openedIn != life) {
        throw new IOException(file + " was opened by a process that was killed");
      }
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
