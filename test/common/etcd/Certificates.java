package common.etcd;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An authority, a certificate of 127.0.0.1 and one of a client, made with openssl. */
final class Certificates {
  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  static Certificates make(Path folder) throws IOException, InterruptedException {
    Certificates certificates = new Certificates(Files.createDirectories(folder));
    certificates.openssl(
        "req -x509 -newkey rsa:2048 -nodes -subj /CN=ca -keyout ca.key -out ca.pem");
    certificates.issue("server", "subjectAltName=IP:127.0.0.1");
    certificates.issue("client", "extendedKeyUsage=clientAuth");
    return certificates;
  }

  /** {@code ca.pem}, {@code server.pem}, {@code server.key}, {@code client.pem}, … */
  File file(String name) {
    return folder.resolve(name).toFile();
  }

  private void issue(String name, String extension) throws IOException, InterruptedException {
    Files.writeString(folder.resolve(name + ".ext"), extension);
    openssl(
        "req -newkey rsa:2048 -nodes -subj /CN=%s -keyout %s.key -out %s.csr"
            .formatted(name, name, name));
    openssl(
        "x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile %s.ext -out %s.pem"
            .formatted(name, name, name));
  }

  private void openssl(String arguments) throws IOException, InterruptedException {
    List<String> command = List.of(("openssl " + arguments).split(" "));
    Path said = folder.resolve("openssl.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + Files.readString(said));
    }
  }
}
