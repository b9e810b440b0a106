package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.api.Test;

class CosignatureTest {
  private static final Instant TIME = Instant.parse("2026-11-23T10:00:00.9Z");
  private static final String ORIGIN = "aico.local/0123";
  private static final String NAME = "witness.example.com/w1";

  private final TestSigner log = new TestSigner(ORIGIN);
  private final TestSigner hand = new TestSigner(NAME);
  private final CosignerKey witness = key(hand);
  private final byte[] note =
      new Checkpoint(ORIGIN, 7, Hashes.emptyRoot(), Instant.parse("2026-11-23T09:59:59Z"))
          .sign(log.vkey(), log);

  private static CosignerKey key(TestSigner signer) {
    byte[] typed = Base64.getDecoder().decode(signer.vkey().toString().split("\\+", 3)[2]);
    return new CosignerKey(signer.vkey().name(), Arrays.copyOfRange(typed, 1, typed.length));
  }

  /** A key of transparency-dev/formats, note/note_cosigv1_test.go. */
  @Test
  void parse_aWitnesssPublishedKey_andBack() {
    String published = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
    assertThat(CosignerKey.parse(published + "\n")).hasToString(published);
    assertThatThrownBy(() -> CosignerKey.parse(log.vkey().toString()))
        .hasMessageContaining("not a witness's Ed25519 key");
    assertThatThrownBy(() -> Vkey.parse(published)).hasMessageContaining("not an Ed25519 key");
    assertThatThrownBy(() -> CosignerKey.parse(published.replace("da77", "da78")))
        .isInstanceOf(AuditLogException.class);
  }

  @Test
  void cosign_writesWhatTheSpecificationSays() {
    String cosigned = new String(witness.cosign(note, TIME, hand), StandardCharsets.UTF_8);
    String whole = new String(note, StandardCharsets.UTF_8);
    assertThat(cosigned).startsWith(whole);
    String line = cosigned.substring(whole.length());
    assertThat(line).startsWith("\u2014 " + NAME + " ").endsWith("\n");
    ByteBuffer body = ByteBuffer.wrap(Base64.getDecoder().decode(line.strip().split(" ")[2]));
    byte[] typed = Base64.getDecoder().decode(witness.toString().split("\\+", 3)[2]);
    byte[] id = new byte[4];
    body.get(id);
    byte[] named = (NAME + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] hashed =
        Hashes.sha256()
            .digest(ByteBuffer.allocate(named.length + 33).put(named).put(typed).array());
    assertThat(id).isEqualTo(Arrays.copyOf(hashed, 4));
    assertThat(body.getLong()).isEqualTo(TIME.getEpochSecond());
    byte[] signature = new byte[64];
    body.get(signature);
    assertThat(body.hasRemaining()).isFalse();

    String text = whole.substring(0, whole.indexOf("\n\n") + 1);
    byte[] message =
        ("cosignature/v1\ntime " + TIME.getEpochSecond() + "\n" + text)
            .getBytes(StandardCharsets.UTF_8);
    Ed25519Signer oracle = new Ed25519Signer();
    oracle.init(false, new Ed25519PublicKeyParameters(typed, 1));
    oracle.update(message, 0, message.length);
    assertThat(oracle.verifySignature(signature)).isTrue();
  }

  @Test
  void cosigned_tellsTheLastTime_andTheLogsOwnSignatureStillHolds() {
    byte[] once = witness.cosign(note, TIME, hand);
    byte[] twice = witness.cosign(once, TIME.plusSeconds(60), hand);
    assertThat(witness.cosigned(once)).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(witness.cosigned(twice)).isEqualTo("2026-11-23T10:01:00Z");
    assertThat(Checkpoint.open(twice, log.vkey()).size()).isEqualTo(7);
  }

  @Test
  void cosigned_byAnotherOrNobody_isRefused() {
    TestSigner other = new TestSigner(NAME);
    byte[] cosigned = witness.cosign(note, TIME, hand);
    assertThatThrownBy(() -> key(other).cosigned(cosigned))
        .hasMessage("checkpoint: not cosigned by " + NAME);
    assertThatThrownBy(() -> witness.cosigned(note)).hasMessageContaining("not cosigned");
    byte[] forged = witness.cosign(note, TIME, other);
    assertThatThrownBy(() -> witness.cosigned(forged)).hasMessage("cosignature: does not hold");
  }

  @Test
  void cosigned_withAnyByteFlippedOrCutShort_isRefused() {
    byte[] cosigned = witness.cosign(note, TIME, hand);
    for (int at = 0; at < cosigned.length; at++) {
      byte[] flipped = cosigned.clone();
      flipped[at] ^= 1;
      boolean logsLine = at >= new String(note, StandardCharsets.UTF_8).indexOf("\n\n") + 2;
      if (!logsLine || at >= note.length) {
        assertThatThrownBy(() -> witness.cosigned(flipped))
            .as("byte %s", at)
            .isInstanceOf(AuditLogException.class);
      }
      byte[] cut = Arrays.copyOf(cosigned, at);
      assertThatThrownBy(() -> witness.cosigned(cut)).isInstanceOf(AuditLogException.class);
    }
  }
}
