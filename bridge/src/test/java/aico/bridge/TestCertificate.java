package aico.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate, made by the JDK's keytool, as a server has it and a client trusts it.
 */
public final class TestCertificate {
  private static final String PASSWORD = "changeit";
  private final Path store;
  private final Path pem;

  /** For these names, such as {@code dns:localhost,ip:127.0.0.1}. */
  public TestCertificate(Path folder, String name, String names) throws Exception {
    store = folder.resolve(name + ".p12");
    pem = folder.resolve(name + ".pem");
    keytool(
        "-genkeypair",
        "-alias",
        "k",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + names,
        "-validity",
        "2");
    keytool("-exportcert", "-rfc", "-alias", "k", "-file", pem.toString());
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> line = new java.util.ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(arguments));
    line.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }

  /** The certificate, to be trusted. */
  public Path pem() {
    return pem;
  }

  /** The private key as PEM, for servers that are not Java. */
  public Path keyPem() throws Exception {
    KeyStore keys = keys();
    byte[] key = keys.getKey("k", PASSWORD.toCharArray()).getEncoded();
    return Files.writeString(
        store.resolveSibling(store.getFileName() + ".key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + java.util.Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n");
  }

  /** What a server needs. */
  public SSLContext server() throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys(), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private KeyStore keys() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }
}
