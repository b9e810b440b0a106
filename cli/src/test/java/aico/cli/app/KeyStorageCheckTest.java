package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import aico.cli.Check;
import aico.cli.Suite.KeyStorageState;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyStorageCheckTest {
  private static final KeyStorageState FILE =
      new KeyStorageState("file", true, null, true, false, false, true, true);
  private static final KeyStorageState TPM =
      new KeyStorageState("tpm2", true, null, false, true, false, true, true);
  private static final KeyStorageState KEYRING =
      new KeyStorageState("secret-service", true, null, false, true, true, true, false);

  @Test
  void file_isWeak_andSaysWhoHasTheKey() {
    Check check = KeyStorageCheck.of(FILE, List.of(FILE));
    assertThat(check.status()).isEqualTo("weak");
    assertThat(check.message())
        .contains("kept by file; this survives a stolen disk: no;")
        .contains("keeps out other users: yes");
    assertThat(check.fix()).contains("aico keystore list");
  }

  @Test
  void file_whereATpmWorks_namesTheMove_butNeverToAKeyring() {
    assertThat(KeyStorageCheck.of(FILE, List.of(KEYRING, FILE)).fix())
        .doesNotContain("secret-service");
    assertThat(KeyStorageCheck.of(FILE, List.of(TPM, KEYRING, FILE)).fix())
        .isEqualTo("aico keystore move tpm2");
  }

  @Test
  void tpm_isFine_andSaysWhatItDoesNotKeep() {
    Check check = KeyStorageCheck.of(TPM, List.of(TPM, FILE));
    assertThat(check.status()).isEqualTo("ok");
    assertThat(check.message()).contains("survives a stolen machine that is off: no");
  }

  @Test
  void absentStore_hasFailed_withItsReason() {
    KeyStorageState dead =
        new KeyStorageState("tpm2", false, "no TPM", true, true, false, true, true);
    Check check = KeyStorageCheck.of(dead, List.of(dead, FILE));
    assertThat(check.status()).isEqualTo("failed");
    assertThat(check.message()).contains("no TPM");
    assertThat(check.fix()).contains("aico keystore move");
  }
}
