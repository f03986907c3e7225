package frontend;

import com.sun.net.httpserver.Headers;
import java.util.List;

/**
 * An HTTP request, wholly read.
 *
 * @param method like {@code GET}
 * @param path as it was sent, percent-encoded
 * @param segments of the path, split raw and then decoded: {@code /products/A%2FB} has two
 * @param headers of the request
 * @param body empty if there is none
 */
record Request(String method, String path, List<String> segments, Headers headers, byte[] body) {}
