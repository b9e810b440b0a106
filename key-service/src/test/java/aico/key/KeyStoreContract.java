package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import org.junit.jupiter.api.Test;

/** What every store that can be written does, on the real thing. */
public abstract class KeyStoreContract {
  protected static final String ID = "1a".repeat(16);
  protected static final String OTHER = "2b".repeat(16);

  /** A store on what this test made; each call is one as after a restart. */
  protected abstract KeyStore store();

  @Test
  protected final void keep_thenRead_isTheSameKey() {
    try (SecretBytes key = SecretBytes.random(InstallationKey.SIZE_BYTES)) {
      store().keep(ID, key);
      assertHolds(ID, key);
    }
  }

  @Test
  protected final void read_nothingThere_isNothing() {
    assertThat(store().fault()).isEmpty();
    assertThat(store().read(ID)).isEmpty();
  }

  @Test
  protected final void keep_whereThereIsOne_isRefusedAndLeavesIt() {
    try (SecretBytes key = SecretBytes.random(InstallationKey.SIZE_BYTES);
        SecretBytes another = SecretBytes.random(InstallationKey.SIZE_BYTES)) {
      store().keep(ID, key);
      assertThatThrownBy(() -> store().keep(ID, another))
          .isInstanceOf(KeyException.class)
          .hasMessageContaining("never overwritten");
      assertHolds(ID, key);
    }
  }

  @Test
  protected final void twoKeys_standBesideEachOther_andGoOneByOne() {
    try (SecretBytes key = SecretBytes.random(InstallationKey.SIZE_BYTES);
        SecretBytes another = SecretBytes.random(InstallationKey.SIZE_BYTES)) {
      store().keep(ID, key);
      store().keep(OTHER, another);
      assertHolds(ID, key);
      assertHolds(OTHER, another);

      store().remove(ID);
      assertThat(store().read(ID)).isEmpty();
      assertHolds(OTHER, another);
      store().keep(ID, another);
      assertHolds(ID, another);
    }
  }

  @Test
  protected final void remove_nothingThere_isDone() {
    store().remove(ID);
    assertThat(store().read(ID)).isEmpty();
  }

  @Test
  protected final void name_andFacts_areTheSameAfterARestart() {
    assertThat(store().name()).isEqualTo(store().name()).matches("[a-z0-9-]+");
    assertThat(store().facts()).isEqualTo(store().facts());
  }

  protected final void assertHolds(String keyId, SecretBytes key) {
    try (SecretBytes read = store().read(keyId).orElseThrow()) {
      assertThat(read.constantTimeEquals(key)).isTrue();
    }
  }
}
