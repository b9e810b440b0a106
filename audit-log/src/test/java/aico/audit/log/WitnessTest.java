package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.log.Witness.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WitnessTest {
  private static final String ORIGIN = "aico.local/0123";

  private final TestSigner log = new TestSigner(ORIGIN);

  private static List<byte[]> hashes(String word, int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> Hashes.leaf((word + i).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<byte[]> proof(String word, int from, int to) {
    return Proofs.consistency(from, to, NaiveTree.of(hashes(word, to)));
  }

  private Checkpoint checkpoint(String word, int size) {
    return new Checkpoint(ORIGIN, size, NaiveTree.root(hashes(word, size)), null);
  }

  private byte[] note(String word, int size) {
    return checkpoint(word, size).sign(log.vkey(), log);
  }

  @Test
  void heard_theFirst_isTaken_andLaterOnesWithAProofAlone() {
    Witness witness = new Witness(log.vkey(), null);
    assertThat(witness.heard(note("a", 3)))
        .isInstanceOfSatisfying(
            Step.Cosign.class, taken -> assertThat(taken.checkpoint().size()).isEqualTo(3));
    assertThat(witness.heard(note("a", 3))).isInstanceOf(Step.Cosign.class);
    assertThat(witness.heard(note("a", 7))).isEqualTo(new Step.Ask(3, 7));
    assertThat(witness.heard(note("a", 8))).isEqualTo(new Step.Wait());
    assertThat(witness.proven(2, 7, List.of())).isEqualTo(new Step.Wait());
    assertThat(witness.proven(3, 7, proof("a", 3, 7)))
        .isInstanceOfSatisfying(
            Step.Cosign.class, taken -> assertThat(taken.checkpoint().size()).isEqualTo(7));
    assertThat(witness.proven(3, 7, proof("a", 3, 7))).isEqualTo(new Step.Wait());
  }

  @Test
  void heard_whatIsShorterOrOther_isAFork() {
    Witness witness = new Witness(log.vkey(), checkpoint("a", 5));
    assertThat(witness.heard(note("a", 4)))
        .isInstanceOfSatisfying(
            Step.Fork.class,
            fork ->
                assertThat(fork.sentence())
                    .isEqualTo("the log has 4 events, it had 5: it was cut back"));
    assertThat(witness.heard(note("b", 5)))
        .isInstanceOfSatisfying(
            Step.Fork.class, fork -> assertThat(fork.sentence()).contains("same 5 events"));
    assertThat(witness.heard(note("b", 9))).isEqualTo(new Step.Ask(5, 9));
    assertThat(witness.proven(5, 9, proof("b", 5, 9)))
        .isInstanceOfSatisfying(
            Step.Fork.class, fork -> assertThat(fork.sentence()).contains("do not extend the 5"));
    // What it knew stays what it knows.
    assertThat(witness.heard(note("a", 5))).isInstanceOf(Step.Cosign.class);
  }

  @Test
  void heard_whatTheLogDidNotSign_isNoCheckpoint() {
    Witness witness = new Witness(log.vkey(), null);
    TestSigner other = new TestSigner(ORIGIN);
    assertThatThrownBy(() -> witness.heard(checkpoint("a", 3).sign(other.vkey(), other)))
        .isInstanceOf(AuditLogException.class);
    assertThatThrownBy(() -> witness.heard("garbage".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(AuditLogException.class);
  }

  @Test
  void disconnected_theProofIsAskedForAgain() {
    Witness witness = new Witness(log.vkey(), checkpoint("a", 5));
    assertThat(witness.heard(note("a", 6))).isEqualTo(new Step.Ask(5, 6));
    witness.disconnected();
    assertThat(witness.heard(note("a", 9))).isEqualTo(new Step.Ask(5, 9));
  }
}
