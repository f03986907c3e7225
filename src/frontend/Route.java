package frontend;

/**
 * Where a request goes, for the metrics. There are a few, whatever paths clients think of; a path
 * whose first segment is percent-encoded is one of the others.
 */
enum Route {
  PRODUCTS("/products"),
  PRODUCT("/products/{name}"),
  ORDERS("/orders"),
  ORDER("/orders/{number}"),
  HEALTH("/health"),
  METRICS("/metrics"),
  /** The page and its files. */
  PAGE("page"),
  OTHER("other");

  /** As the contract writes it. */
  final String label;

  Route(String label) {
    this.label = label;
  }

  /** The route of a raw path. Allocates nothing. */
  static Route of(String path) {
    int end = path.length() > 1 && path.endsWith("/") ? path.length() - 1 : path.length();
    int slash = path.indexOf('/', 1);
    if (slash < 0 || slash >= end) {
      return ofSegment(path, end);
    }
    int next = path.indexOf('/', slash + 1);
    if (next >= 0 && next < end) {
      return OTHER;
    }
    return is(path, slash, "products") ? PRODUCT : is(path, slash, "orders") ? ORDER : OTHER;
  }

  private static Route ofSegment(String path, int end) {
    if (is(path, end, "products")) {
      return PRODUCTS;
    }
    if (is(path, end, "orders")) {
      return ORDERS;
    }
    if (is(path, end, "health")) {
      return HEALTH;
    }
    if (is(path, end, "metrics")) {
      return METRICS;
    }
    return end == 1 || path.indexOf('.') > 0 ? PAGE : OTHER;
  }

  private static boolean is(String path, int end, String segment) {
    return end == 1 + segment.length() && path.startsWith(segment, 1);
  }
}
