package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final TestSigner SIGNER = new TestSigner("aico.local/0123");
  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

  @Test
  void open_whatWasSigned_isTheSame() {
    Checkpoint checkpoint =
        new Checkpoint(
            "aico.local/0123", 42, Hashes.emptyRoot(), Instant.parse("2026-11-23T22:03:04Z"));
    Checkpoint opened = Checkpoint.open(checkpoint.sign(SIGNER.vkey(), SIGNER), SIGNER.vkey());
    assertThat(opened.sameTree(checkpoint)).isTrue();
    assertThat(opened.time()).isEqualTo(checkpoint.time());
    assertThat(opened.text())
        .isEqualTo(
            "aico.local/0123\n42\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
                + "time 2026-11-23T22:03:04Z\n");
  }

  @Test
  void open_withoutTime_hasNone() {
    assertThat(open("aico.local/0123\n0\n" + ROOT + "\n").time()).isNull();
  }

  @Test
  void open_withAnotherKey_isRefused() {
    byte[] note = new Checkpoint("o", 1, Hashes.emptyRoot(), null).sign(SIGNER.vkey(), SIGNER);
    Vkey other = new TestSigner("aico.local/0123").vkey();
    assertThatThrownBy(() -> Checkpoint.open(note, other)).hasMessageContaining("not signed by");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aico.local/0124\n1\n" + ROOT + "\n",
        "aico.local/0123\n01\n" + ROOT + "\n",
        "aico.local/0123\n-1\n" + ROOT + "\n",
        "aico.local/0123\n9999999999999999999\n" + ROOT + "\n",
        "aico.local/0123\n1\nAAAA\n",
        "aico.local/0123\n1\n!\n",
        "aico.local/0123\n1\n",
        "aico.local/0123\n1\n" + ROOT + "\ntime yesterday\n",
      })
  void open_malformed_isRefused(String text) {
    assertThatThrownBy(() -> open(text)).isInstanceOf(AuditLogException.class);
  }

  private static Checkpoint open(String text) {
    String note = SignedNote.sign(text, SIGNER.vkey(), SIGNER);
    return Checkpoint.open(note.getBytes(StandardCharsets.UTF_8), SIGNER.vkey());
  }
}
