package frontend;

import com.sun.net.httpserver.Headers;

/**
 * An HTTP request, wholly read.
 *
 * @param method like {@code GET}
 * @param path as it was sent, percent-encoded
 * @param headers of the request
 * @param body empty if there is none
 */
record Request(String method, String path, Headers headers, byte[] body) {}
