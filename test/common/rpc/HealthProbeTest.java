package common.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class HealthProbeTest {
  @Nested
  final class AskingAGrpcServer {
    private final HealthStatusManager health = new HealthStatusManager();
    private Server server;

    private int start(boolean withHealth) throws IOException {
      var builder =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).directExecutor();
      if (withHealth) {
        builder.addService(health.getHealthService());
      }
      server = builder.build().start();
      return server.getPort();
    }

    @AfterEach
    void stop() {
      server.shutdownNow();
    }

    @Test
    void isServing_serverThatServes_isTrue() throws IOException {
      assertTrue(HealthProbe.isServing("127.0.0.1", start(true)));
    }

    @Test
    void isServing_serverThatDrains_isFalse() throws IOException {
      int port = start(true);
      health.enterTerminalState();
      assertFalse(HealthProbe.isServing("127.0.0.1", port));
    }

    @Test
    void isServing_serverNotReadyYet_isFalseAndThenTrue() throws IOException {
      int port = start(true);
      health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.UNKNOWN);
      assertFalse(HealthProbe.isServing("127.0.0.1", port));
      health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
      assertTrue(HealthProbe.isServing("127.0.0.1", port));
    }

    @Test
    void isServing_serverThatKnowsNoHealth_isFalse() throws IOException {
      assertFalse(HealthProbe.isServing("127.0.0.1", start(false)));
    }

    @Test
    void isServing_serverByItsName_isTrue() throws IOException {
      assertTrue(HealthProbe.isServing("localhost", start(true)));
    }
  }

  @Nested
  final class AskingSomethingElse {
    private String messageOf(String reply) throws Exception {
      try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread server = new Thread(() -> answer(listener, reply));
        server.start();
        String message = refusal(listener.getLocalPort());
        server.join();
        return message;
      }
    }

    private void answer(ServerSocket listener, String reply) {
      try (Socket socket = listener.accept()) {
        socket.getInputStream().read();
        socket.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private String refusal(int port) {
      return assertThrows(IOException.class, () -> HealthProbe.isServing("127.0.0.1", port))
          .getMessage();
    }

    @Test
    void isServing_webServer_saysThatItIsNoGrpcServer() throws Exception {
      String reply = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
      assertEquals("this is no gRPC server", messageOf(reply));
    }

    @Test
    void isServing_serverThatHangsUp_saysSo() throws Exception {
      assertEquals("the connection was closed before the answer", messageOf(""));
    }

    @Test
    void isServing_nobodyListens_fails() throws IOException {
      int port;
      try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = unused.getLocalPort();
      }
      assertTrue(refusal(port).contains("refused"), "it was refused");
    }
  }
}
