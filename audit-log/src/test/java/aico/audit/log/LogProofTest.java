package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogProofTest {
  @TempDir private Path root;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 255, 256, 257, 700})
  void make_ofEveryLeaf_holds_andComesBackFromItsFile(int size) throws Exception {
    TestLog log = new TestLog(root, size);
    for (int index = 0; index < size; index += Math.max(1, size / 40)) {
      LogProof proof = LogProof.make(root, log.signer.vkey(), index);
      LogProof read = LogProof.decode(proof.encode());
      assertThat(read.check(log.signer.vkey()).size()).isEqualTo(size);
      assertThat(read.leaf()).isEqualTo(log.leaves.get(index));
      assertThat(read.encode()).isEqualTo(proof.encode());
    }
  }

  @Test
  void encode_isTheFormOfTheSpecification() throws Exception {
    TestLog log = new TestLog(root, 3);
    LogProof proof = LogProof.make(root, log.signer.vkey(), 1);
    String[] lines = new String(proof.encode(), StandardCharsets.UTF_8).split("\n", -1);
    assertThat(lines[0]).isEqualTo("c2sp.org/tlog-proof@v1");
    assertThat(lines[1])
        .isEqualTo("extra " + Base64.getEncoder().encodeToString(log.leaves.get(1)));
    assertThat(lines[2]).isEqualTo("index 1");
    assertThat(lines[3])
        .isEqualTo(Base64.getEncoder().encodeToString(Hashes.leaf(log.leaves.get(0))));
    assertThat(lines[4])
        .isEqualTo(Base64.getEncoder().encodeToString(Hashes.leaf(log.leaves.get(2))));
    assertThat(lines[5]).isEmpty();
    assertThat(lines[6]).isEqualTo("aico.local/" + TestLog.LOG_ID);
    assertThat(lines[7]).isEqualTo("3");
  }

  @Test
  void make_ofALeafThatIsNotSignedYet_isRefused() throws Exception {
    TestLog log = new TestLog(root, 3);
    assertThatThrownBy(() -> LogProof.make(root, log.signer.vkey(), 3))
        .isInstanceOf(AuditLogException.class)
        .hasMessageContaining("3 (expected: below 3");
    assertThatThrownBy(() -> LogProof.make(root, log.signer.vkey(), -1))
        .isInstanceOf(AuditLogException.class);
  }

  @Test
  void make_fromADamagedTile_orWithAnotherKey_isRefused() throws Exception {
    TestLog log = new TestLog(root, 300);
    assertThatThrownBy(
            () -> LogProof.make(root, new TestSigner("aico.local/" + TestLog.LOG_ID).vkey(), 1))
        .isInstanceOf(AuditLogException.class);
    Path tile = root.resolve("tile/0/000");
    byte[] bytes = Files.readAllBytes(tile);
    bytes[40] ^= 1;
    Files.write(tile, bytes);
    assertThatThrownBy(() -> LogProof.make(root, log.signer.vkey(), 0))
        .isInstanceOf(AuditLogException.class)
        .hasMessageContaining("does not lead");
  }

  /** Each byte changed in three ways, each prefix, each line left out: none of it passes. */
  @Test
  void check_ofAnyChangedFile_fails() throws Exception {
    TestLog log = new TestLog(root, 5);
    byte[] good = LogProof.make(root, log.signer.vkey(), 3).encode();
    List<byte[]> bad = new ArrayList<>();
    for (int i = 0; i < good.length; i++) {
      for (int flip : new int[] {1, 32, 128}) {
        byte[] changed = good.clone();
        changed[i] ^= (byte) flip;
        bad.add(changed);
      }
      bad.add(java.util.Arrays.copyOf(good, i));
    }
    String[] lines = new String(good, StandardCharsets.UTF_8).split("\n", -1);
    for (int out = 0; out < 9; out++) {
      List<String> left = new ArrayList<>(List.of(lines));
      left.remove(out);
      bad.add(String.join("\n", left).getBytes(StandardCharsets.UTF_8));
    }
    bad.add(new byte[LogProof.MAX_BYTES + 1]);
    for (byte[] file : bad) {
      assertThatThrownBy(() -> LogProof.decode(file).check(log.signer.vkey()))
          .as(new String(file, StandardCharsets.ISO_8859_1))
          .isInstanceOf(AuditLogException.class);
    }
  }

  @Test
  void check_ofAProofOfAnotherEvent_fails() throws Exception {
    TestLog log = new TestLog(root, 5);
    LogProof one = LogProof.make(root, log.signer.vkey(), 1);
    LogProof two = LogProof.make(root, log.signer.vkey(), 2);
    List<LogProof> mixed =
        List.of(
            new LogProof(1, two.leaf(), one.path(), one.note()),
            new LogProof(2, one.leaf(), one.path(), one.note()),
            new LogProof(1, one.leaf(), two.path(), one.note()));
    for (LogProof proof : mixed) {
      assertThatThrownBy(() -> proof.check(log.signer.vkey()))
          .isInstanceOf(AuditLogException.class);
    }
  }
}
