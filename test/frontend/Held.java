package frontend;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Answers that a fake service gives at once, or, for the names that are held, when released. */
final class Held {
  private final Map<String, List<Runnable>> waiting = new HashMap<>();

  /** From now on, calls for the name wait. */
  synchronized void hold(String name) {
    waiting.putIfAbsent(name, new ArrayList<>());
  }

  synchronized boolean holds(String name) {
    return waiting.containsKey(name);
  }

  /** How many calls for the name wait. */
  synchronized int count(String name) {
    return waiting.getOrDefault(name, List.of()).size();
  }

  /** Answers all calls for the name, from now on at once. */
  void release(String name) {
    List<Runnable> calls;
    synchronized (this) {
      calls = waiting.remove(name);
    }
    calls.forEach(Runnable::run);
  }

  <T> void answer(String name, StreamObserver<T> reply, Supplier<T> answer) {
    synchronized (this) {
      List<Runnable> calls = waiting.get(name);
      if (calls != null) {
        calls.add(() -> send(reply, answer));
        return;
      }
    }
    send(reply, answer);
  }

  private static <T> void send(StreamObserver<T> reply, Supplier<T> answer) {
    try {
      T value = answer.get();
      reply.onNext(value);
      reply.onCompleted();
    } catch (StatusRuntimeException e) {
      reply.onError(e);
    }
  }
}
