package aico.vault.manifest;

import aico.bus.crypto.SecretBytes;

/** The key that manifests are authenticated with; it stays the same until this is closed. */
public interface ManifestKey extends AutoCloseable {
  /** 32 bytes. */
  SecretBytes bytes();

  @Override
  void close();

  /** One that never changes; takes it over. */
  static ManifestKey of(SecretBytes bytes) {
    return new ManifestKey() {
      @Override
      public SecretBytes bytes() {
        return bytes;
      }

      @Override
      public void close() {
        bytes.close();
      }
    };
  }
}
