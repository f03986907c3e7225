package common.rpc;

import com.google.protobuf.MessageLite;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Bounds what the calls of a connection make the server hold outside the heap: requests that have
 * not come to their end, and replies that their caller does not read. A call beyond the bound is
 * refused. Of streams, which may last for ever, a connection has a few; their handlers send only
 * while {@code isReady()}.
 */
final class HeldBytes extends ServerStreamTracer.Factory implements ServerInterceptor {
  /** Enough for as many small replies as there may be calls, and a large one beside them. */
  static final int MAX_BYTES = 512 * 1024;

  static final int MAX_STREAMS = 4;

  /** The smallest buffer that gRPC puts a reply into. */
  private static final int BUFFER_BYTES = 4 * 1024;

  static final Attributes.Key<HeldBytes.Connection> CONNECTION = Attributes.Key.create("held");
  private static final Context.Key<Call> CALL = Context.key("call");

  /** All that a connection's calls hold. */
  static final class Connection {
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    private static boolean take(AtomicInteger held, int amount, int most) {
      if (held.addAndGet(amount) <= most) {
        return true;
      }
      held.addAndGet(-amount);
      return false;
    }
  }

  private final Consumer<Runnable> afterwards;

  /**
   * @param afterwards runs a task on the event loop that calls it, when what is now to be written
   *     there is written
   */
  HeldBytes(Consumer<Runnable> afterwards) {
    this.afterwards = afterwards;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Call();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Call held = CALL.get();
    boolean stream = call.getMethodDescriptor().getType() != MethodType.UNARY;
    if (!held.begin(call, stream)) {
      call.close(refusal("streams"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(stream ? call : new Bounded<>(call, held), headers);
  }

  private static Status refusal(String what) {
    return Status.RESOURCE_EXHAUSTED.withDescription("too many " + what + " on this connection");
  }

  /** What one call holds. Its requests come on the event loop of its connection. */
  private final class Call extends ServerStreamTracer {
    private ServerCall<?, ?> call;
    private Connection connection;
    private boolean stream;
    private int unfinished;
    private int held;
    private boolean closed;

    @Override
    public Context filterContext(Context context) {
      return context.withValue(CALL, this);
    }

    /** Before anything else; false if there are too many streams. */
    synchronized boolean begin(ServerCall<?, ?> begun, boolean isStream) {
      call = begun;
      connection = begun.getAttributes().get(CONNECTION);
      stream = isStream && Connection.take(connection.streams, 1, MAX_STREAMS);
      return stream == isStream;
    }

    synchronized boolean take(int bytes) {
      if (closed || !Connection.take(connection.bytes, bytes, MAX_BYTES)) {
        return false;
      }
      held += bytes;
      return true;
    }

    @Override
    public synchronized void inboundWireSize(long bytes) {
      if (connection == null || closed) {
        return; // A method that does not exist, or the rest of a call that was refused.
      }
      if (take((int) bytes)) {
        unfinished += (int) bytes;
      } else {
        call.close(refusal("unfinished requests"), new Metadata());
      }
    }

    @Override
    public synchronized void inboundMessageRead(int number, long wireSize, long size) {
      if (!closed) {
        give(unfinished);
        unfinished = 0;
      }
    }

    private void give(int bytes) {
      connection.bytes.addAndGet(-bytes);
      held -= bytes;
    }

    private synchronized void giveAll() {
      give(held);
    }

    @Override
    public synchronized void streamClosed(Status status) {
      if (connection == null || closed) {
        return;
      }
      closed = true;
      if (stream) {
        connection.streams.decrementAndGet();
      }
      if (status.isOk()) {
        giveAll();
      } else {
        // A reply to a call that was cancelled is dropped when its turn to be written comes.
        afterwards.accept(this::giveAll);
      }
    }
  }

  /** A call with one reply, which counts until it is written or dropped. */
  private static final class Bounded<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final Call held;
    private boolean refused;

    Bounded(ServerCall<Q, R> call, Call held) {
      super(call);
      this.held = held;
    }

    @Override
    public void sendMessage(R reply) {
      if (held.take(BUFFER_BYTES + ((MessageLite) reply).getSerializedSize())) {
        super.sendMessage(reply);
      } else {
        refused = true;
        super.close(refusal("unread replies"), new Metadata());
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!refused) {
        super.close(status, trailers);
      }
    }
  }
}
