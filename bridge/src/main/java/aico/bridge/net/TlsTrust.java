package aico.bridge.net;

import aico.bridge.BridgeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom a TLS connection trusts: the system's authorities, or those of one file alone. */
public final class TlsTrust {
  private static final int FILE_MAX_BYTES = 1 << 20;

  private TlsTrust() {}

  /** The managers for this file of PEM certificates; null means the system's. */
  public static TrustManagerFactory managers(@Nullable Path caFile) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(caFile == null ? null : store(caFile));
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new BridgeException("ca_file", caFile + ": cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore store(Path caFile) throws GeneralSecurityException, IOException {
    if (Files.size(caFile) > FILE_MAX_BYTES) {
      throw new IOException("larger than " + FILE_MAX_BYTES + " bytes");
    }
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(caFile)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
    if (certificates.isEmpty()) {
      throw new IOException("no certificate in it");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return store;
  }

  /** A context that trusts them. */
  public static SSLContext context(@Nullable Path caFile) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(caFile).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new BridgeException("ca_file", "no TLS: " + e.getMessage(), e);
    }
  }
}
