package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The signed note of the package documentation of golang.org/x/mod/sumdb/note. */
class NoteVectorTest {
  private static final String VKEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  private static final String TEXT =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n";
  private static final String SIGNATURE =
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  @Test
  void open_theReferenceNote_givesItsText() {
    assertThat(open(TEXT + "\n" + SIGNATURE)).isEqualTo(TEXT);
  }

  @Test
  void vkey_asText_isWhatWasRead() {
    assertThat(Vkey.parse(VKEY + "\n")).hasToString(VKEY);
  }

  @Test
  void open_withSignaturesOfOthers_passesThemOver() {
    String other = "— witness.example/1 aGVsbG8gd29ybGQ=\n";
    assertThat(open(TEXT + "\n" + other + SIGNATURE)).isEqualTo(TEXT);
    assertThatThrownBy(() -> open(TEXT + "\n" + other))
        .isInstanceOf(AuditLogException.class)
        .hasMessageContaining("not signed by PeterNeumann");
  }

  @Test
  void open_withAnyByteFlipped_isRefused() {
    byte[] note = (TEXT + "\n" + SIGNATURE).getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < note.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = note.clone();
        flipped[at] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> SignedNote.open(flipped, Vkey.parse(VKEY)))
            .as("byte %s bit %s", at, bit)
            .isInstanceOf(AuditLogException.class);
      }
    }
  }

  @Test
  void open_cutShortAnywhere_isRefused() {
    String note = TEXT + "\n" + SIGNATURE;
    for (int end = 0; end < note.length(); end++) {
      String cut = note.substring(0, end);
      assertThatThrownBy(() -> open(cut)).isInstanceOf(AuditLogException.class);
    }
  }

  @Test
  void open_aHugeNote_isRefused() {
    assertThatThrownBy(() -> open("x".repeat(20_000) + "\n\n" + SIGNATURE))
        .hasMessageContaining("(expected: <= 16384)");
  }

  @Test
  void vkey_malformed_isRefused() {
    for (String text :
        new String[] {
          "",
          "PeterNeumann",
          "PeterNeumann+c74f20a3",
          "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
          "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
          "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
          "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy",
          "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
          "PeterNeumann+c74f20a3+!!!",
        }) {
      assertThatThrownBy(() -> Vkey.parse(text)).as(text).isInstanceOf(AuditLogException.class);
    }
  }

  private static String open(String note) {
    return SignedNote.open(note.getBytes(StandardCharsets.UTF_8), Vkey.parse(VKEY));
  }
}
