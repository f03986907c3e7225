package common.rpc;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes gRPC understand targets of the form {@code leader:///catalog/host:port,host:port}. */
final class LeaderResolverProvider extends NameResolverProvider {
  private static final String SCHEME = "leader";

  static {
    NameResolverRegistry.getDefaultRegistry().register(new LeaderResolverProvider());
  }

  /**
   * The target for a channel to whichever of these servers leads.
   *
   * @param name what the servers are called in messages
   * @param servers unresolved
   */
  static String target(String name, List<InetSocketAddress> servers) {
    String list =
        servers.stream()
            .map(server -> server.getHostString() + ":" + server.getPort())
            .collect(Collectors.joining(","));
    try {
      return new URI(SCHEME, "", "/" + name + "/" + list, null).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(list, e);
    }
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    String path = target.getPath();
    int slash = path.lastIndexOf('/');
    List<InetSocketAddress> servers =
        Stream.of(path.substring(slash + 1).split(","))
            .map(LeaderResolverProvider::server)
            .toList();
    return new LeaderResolver(path.substring(1, slash), servers, InetAddress::getAllByName);
  }

  private static InetSocketAddress server(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return InetSocketAddress.createUnresolved(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }
}
