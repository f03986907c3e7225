package verify;

import common.etcd.EtcdOptions;
import common.process.Failures;
import common.process.Settings;
import common.process.StartException;
import java.io.IOException;
import java.nio.file.Path;

/** Copies a store between files and etcd: see {@code --help}. */
public final class CopyMain {
  private static final String HELP =
      """
      copy: a store of files into etcd, or a store in etcd into files

      usage: java -cp verify.jar verify.CopyMain to-etcd
             java -cp verify.jar verify.CopyMain from-etcd

      The files are those of DATA_DIR (data); ETCD_ENDPOINTS, ETCD_PREFIX and the others say where
      etcd is, as for the services. What is copied to must have no store yet. to-etcd: stop the
      services on both sides first. from-etcd: they may run; the copy is the store at one moment.

      Status 0: copied. 1: not copied; the line says why. 2: bad arguments or settings.
      """;

  private CopyMain() {}

  /** Ends with the status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    String way = arguments.length == 1 ? arguments[0] : "";
    if (!way.equals("to-etcd") && !way.equals("from-etcd")) {
      System.err.print(HELP);
      return way.equals("--help") ? 0 : 2;
    }
    try {
      Settings settings = new Settings(System.getenv());
      copy(way.equals("to-etcd"), settings.dataFolder(), EtcdOptions.from(settings));
      return 0;
    } catch (StartException e) {
      System.err.println("copy: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      System.err.println("copy: " + Failures.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static void copy(boolean toEtcd, Path folder, EtcdOptions options)
      throws IOException, InterruptedException, StartException {
    if (toEtcd) {
      StoreCopy.toEtcd(folder, options);
      System.out.println("copied from " + folder + " to etcd, below " + options.prefix());
      return;
    }
    StoreCopy.toFolder(options, folder);
    System.out.println("copied from etcd, below " + options.prefix() + ", to " + folder);
  }
}
