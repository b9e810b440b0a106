package aico.audit.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.AuditException;
import aico.bus.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PseudonymKeyTest {
  @Test
  void pseudonym_isStable_andDependsOnKeyAskerAndName() {
    try (SecretBytes serviceKey = SecretBytes.random(32);
        PseudonymKey key = PseudonymKey.generate();
        PseudonymKey again = PseudonymKey.open(serviceKey, key.seal(serviceKey));
        PseudonymKey other = PseudonymKey.generate()) {
      String anna = key.pseudonym("integrator/siem", "anna");
      assertThat(anna)
          .matches("p-[0-9a-f]{20}")
          .isEqualTo(again.pseudonym("integrator/siem", "anna"));
      assertThat(key.pseudonym("integrator/siem", "berta")).isNotEqualTo(anna);
      assertThat(key.pseudonym("integrator/other", "anna")).isNotEqualTo(anna);
      assertThat(other.pseudonym("integrator/siem", "anna")).isNotEqualTo(anna);
      assertThat(key.pseudonym("integrator/siem", "")).matches("p-[0-9a-f]{20}");
    }
  }

  @Test
  void open_underAnotherKey_orAltered_isRefused() {
    try (SecretBytes serviceKey = SecretBytes.random(32);
        SecretBytes wrong = SecretBytes.random(32);
        PseudonymKey key = PseudonymKey.generate()) {
      byte[] sealed = key.seal(serviceKey);
      assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).hasSize(72);
      assertThatThrownBy(() -> PseudonymKey.open(wrong, sealed)).isInstanceOf(AuditException.class);
      sealed[40] ^= 1;
      assertThatThrownBy(() -> PseudonymKey.open(serviceKey, sealed))
          .isInstanceOf(AuditException.class);
      assertThatThrownBy(() -> PseudonymKey.open(serviceKey, new byte[3]))
          .isInstanceOf(AuditException.class);
    }
  }
}
