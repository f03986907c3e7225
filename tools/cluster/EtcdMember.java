package cluster;

import java.io.IOException;
import store.Target;

/** A member of etcd, as something that can fail. */
public record EtcdMember(EtcdCluster etcd, int number) implements Target {
  @Override
  public String kind() {
    return "member";
  }

  @Override
  public void kill() {
    try {
      etcd.kill(number);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void launch() throws IOException {
    etcd.launch(number);
  }

  /** It has a quorum, which it may have to wait for. */
  @Override
  public void awaitReady() throws IOException, InterruptedException {
    etcd.awaitServing(number);
  }

  @Override
  public void pause() throws IOException, InterruptedException {
    etcd.pause(number);
  }

  @Override
  public void resume() throws IOException, InterruptedException {
    etcd.resume(number);
  }

  @Override
  public int terminate() {
    try {
      etcd.terminate(number);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  @Override
  public boolean isAlive() {
    return etcd.isAlive(number);
  }

  @Override
  public String ending() {
    return "see its log";
  }

  @Override
  public String toString() {
    return "etcd-" + number;
  }
}
