package aico.key.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.KeyStoreContract;
import aico.key.PlainKeyBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With this machine's own systemd-creds and host key; needs root, as those do. */
class CredentialKeyStoreIT extends KeyStoreContract {
  @TempDir Path folder;

  @Override
  protected KeyStore store() {
    return new CredentialKeyStore(new PlainKeyBlobs(folder));
  }

  @Test
  void hostKeyAlone_claimsNoProtectionFromAStolenDisk() {
    boolean tpm = Files.exists(Path.of("/dev/tpmrm0"));
    assertThat(store().facts()).isEqualTo(new KeyStore.Facts(tpm, false, true, true));
  }

  @Test
  void changedCredential_doesNotOpen() throws IOException {
    try (SecretBytes key = SecretBytes.random(32)) {
      store().keep(ID, key);
    }
    Path file = folder.resolve("installation-" + ID + ".cred");
    String text = Files.readString(file);
    int at = text.length() / 2;
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    Files.writeString(file, text.substring(0, at) + other + text.substring(at + 1));
    assertThatThrownBy(() -> store().read(ID))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("systemd-creds does not open the installation key");
  }

  @Test
  void garbage_isRefused() throws IOException {
    Files.writeString(folder.resolve("installation-" + ID + ".cred"), "garbage");
    assertThatThrownBy(() -> store().read(ID)).isInstanceOf(KeyException.class);
  }
}
