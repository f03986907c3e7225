package common.etcd;

import common.process.DaemonThreads;
import common.process.Log;
import common.process.ServiceProcess;
import common.process.StartException;
import common.rpc.RpcServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A service of which several processes run and one leads. A standby listens, says "not serving",
 * and answers nothing; once it is elected it reads what its predecessor wrote, and serves. A leader
 * whose leadership is lost ends its process: started again, it is a standby with nothing in memory
 * that might be wrong.
 */
public final class ElectedService implements ServiceProcess.Service {
  private static final long LOOK_MILLIS = 50;
  private static final long SPACE_SECONDS = 60;

  /** Later than a process that is alone is elected. */
  private static final long REHEARSAL_SECONDS = 2;

  /** The compiler works beside the first ones. */
  private static final int REHEARSALS = 3;

  /** Makes the service of the leader, which reads its storage and serves. */
  public interface Opener {
    ServiceProcess.Service open(Term term) throws IOException, StartException;
  }

  /**
   * Reads what a leader reads at its start, and forgets it. So a standby has loaded and compiled
   * what it needs when it is elected, and knows early of what would keep it from leading.
   */
  public interface Rehearsal {
    void read(EtcdSnapshot snapshot) throws IOException, InterruptedException, StartException;
  }

  /**
   * Settings.
   *
   * @param name of the service
   * @param port 0 for any free one
   * @param workers threads in the fixed pool
   */
  public record Options(String name, String host, int port, int workers, EtcdOptions etcd) {}

  private final Options options;
  private final Opener opener;
  private final Rehearsal rehearsal;
  private final Consumer<Throwable> fatal;
  private final EtcdClient client;
  private final RpcServer server;
  private final Thread thread;
  private final ScheduledThreadPoolExecutor leaseWatch =
      new ScheduledThreadPoolExecutor(1, new DaemonThreads("lease-watch"));
  private final ScheduledThreadPoolExecutor background =
      new ScheduledThreadPoolExecutor(1, new DaemonThreads("background"));
  private Leadership leadership;
  private ServiceProcess.Service service;
  private volatile boolean closing;

  private ElectedService(
      Options options, Opener opener, Rehearsal rehearsal, Consumer<Throwable> fatal)
      throws IOException {
    this.options = options;
    this.opener = opener;
    this.rehearsal = rehearsal;
    this.fatal = fatal;
    client = new EtcdClient(options.etcd());
    server = new RpcServer(options.name(), options.host(), options.port(), options.workers());
    thread = new Thread(this::run, options.name() + "-election");
  }

  /**
   * Listens, and stands for leader.
   *
   * @param fatal is told when the process must end: it leads no longer, or it cannot write
   * @throws StartException if the port or a file of the settings cannot be used
   */
  public static ElectedService start(
      Options options, Opener opener, Rehearsal rehearsal, Consumer<Throwable> fatal)
      throws StartException {
    try {
      ElectedService elected = new ElectedService(options, opener, rehearsal, fatal);
      elected.server.start();
      elected.thread.start();
      elected.background.schedule(elected::rehearse, REHEARSAL_SECONDS, TimeUnit.SECONDS);
      return elected;
    } catch (IOException e) {
      throw new StartException("the files of the etcd settings cannot be used: " + e.getMessage());
    }
  }

  private void run() {
    String prefix = options.etcd().prefix() + options.name() + "/";
    try {
      Leadership won =
          new Election(client, prefix + "leader", candidate(), options.etcd().leaseSeconds())
              .campaign();
      lead(won, new EtcdStorage(client, prefix, won));
    } catch (InterruptedException e) {
      Log.info(options.name() + " no longer stands for leader");
    } catch (IOException | StartException | RuntimeException e) {
      if (!closing) {
        fatal.accept(e);
      }
    }
  }

  /** For people who ask etcd who leads. */
  private String candidate() throws UnknownHostException {
    InetAddress address = InetAddress.getByName(options.host());
    return address.isAnyLocalAddress()
        ? InetAddress.getLocalHost().getHostName() + ":" + server.port()
        : server.address();
  }

  private void lead(Leadership won, EtcdStorage storage) throws IOException, StartException {
    synchronized (this) {
      leadership = won;
    }
    won.lost().thenAccept(reason -> fatal.accept(new LostLeadershipException(reason)));
    Log.info(options.name() + " is elected, term " + won.term());
    ServiceProcess.Service opened = opener.open(new Term(storage, server, won, fatal));
    synchronized (this) {
      service = opened;
    }
    Log.info(options.name() + " leads");
    leaseWatch.scheduleWithFixedDelay(
        () -> server.setLeading(won.remainingNanos() > 0), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    background.scheduleWithFixedDelay(this::warnOfSpace, 0, SPACE_SECONDS, TimeUnit.SECONDS);
  }

  private void rehearse() {
    synchronized (this) {
      if (leadership != null) {
        return;
      }
    }
    try {
      for (int i = 0; i < REHEARSALS; i++) {
        rehearsal.read(EtcdSnapshot.take(client, options.etcd().prefix()));
      }
      Log.info(options.name() + " is ready to lead when it is elected");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | StartException e) {
      Log.warn(options.name() + " could not lead now: " + e.getMessage());
    }
  }

  private void warnOfSpace() {
    try {
      EtcdSpace space = EtcdSpace.of(client, options.etcd().quotaBytes());
      space.warning().ifPresent(warning -> Log.warn(warning + " (" + space + ")"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String address() {
    return server.address();
  }

  /** Answers the calls in hand, writes what is to be written, and lets the next one lead. */
  @Override
  public void close() {
    closing = true;
    leaseWatch.shutdownNow();
    background.shutdownNow();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (service == null) {
        server.close();
      } else {
        service.close();
      }
      if (leadership != null) {
        leadership.resign();
      }
    }
    client.close();
  }
}
