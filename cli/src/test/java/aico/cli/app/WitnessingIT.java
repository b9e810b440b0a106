package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.log.Checkpoint;
import aico.audit.log.CosignerKey;
import aico.audit.log.Vkey;
import aico.bus.contract.ErrorCode;
import aico.cli.CommandFailed;
import aico.cli.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A witness against a small log over real CURVE sockets, honest and not. */
class WitnessingIT {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"));

  @TempDir Path folder;

  private List<Suite.Witnessed> once(String how) throws IOException {
    return once(how, null);
  }

  private List<Suite.Witnessed> once(String how, @Nullable String name) throws IOException {
    List<Suite.Witnessed> cosigned = new ArrayList<>();
    try (FakeAudit server = new FakeAudit(folder, how)) {
      Witnessing.run(request(name), CLOCK, line -> {}, cosigned::add);
    }
    return cosigned;
  }

  private Suite.WitnessRequest request(@Nullable String name) {
    return new Suite.WitnessRequest(folder, state(), name, true, null);
  }

  private Path state() {
    return folder.resolve("kept");
  }

  private byte[] kept() throws IOException {
    return Files.readAllBytes(state().resolve("checkpoint"));
  }

  @Test
  void honestLog_isCosigned_andAgainWhenItHasGrown() throws IOException {
    assertThat(once("honest")).singleElement().satisfies(w -> assertThat(w.size()).isEqualTo(7));
    Vkey log = Vkey.parse(Files.readString(folder.resolve("audit.pub")));
    CosignerKey witness = CosignerKey.parse(Files.readString(state().resolve("witness.pub")));
    assertThat(Checkpoint.open(kept(), log).size()).isEqualTo(7);
    assertThat(witness.cosigned(kept())).isEqualTo(CLOCK.instant());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(state().resolve("witness.key"))))
        .isEqualTo("r--------");

    assertThat(once("honest")).hasSize(1);
    assertThat(once("grown")).singleElement().satisfies(w -> assertThat(w.size()).isEqualTo(12));
    assertThat(Checkpoint.open(kept(), log).size()).isEqualTo(12);
    assertThat(witness.cosigned(kept())).isEqualTo(CLOCK.instant());
  }

  @ParameterizedTest
  @CsvSource({
    "cut, 'FORK: the log has 3 events, it had 7: it was cut back'",
    "rewritten, FORK: another root over the same 7 events",
    "regrown, FORK: 12 events do not extend the 7 seen before"
  })
  void fork_isTheEnd_withWhatWasShownAsEvidence(String how, String sentence) throws IOException {
    once("honest");
    byte[] before = kept();
    assertThatThrownBy(() -> once(how))
        .isInstanceOfSatisfying(
            CommandFailed.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.FAILED))
        .hasMessageContaining(sentence)
        .hasMessageContaining("kept/fork as evidence");
    assertThat(kept()).isEqualTo(before);
    Vkey log = Vkey.parse(Files.readString(folder.resolve("audit.pub")));
    byte[] shown = Files.readAllBytes(state().resolve("fork"));
    assertThat(Checkpoint.open(shown, log).size()).isPositive();

    // Not even a log that is as it should be makes it forget, until somebody has looked.
    assertThatThrownBy(() -> once("grown")).hasMessageContaining("FORK: found before");
    assertThat(kept()).isEqualTo(before);
    assertThat(state().resolve("fork")).hasBinaryContent(shown);
    Files.delete(state().resolve("fork"));
    assertThat(once("grown")).hasSize(1);
  }

  @Test
  void logThatIsOutOfReach_isNamedWhenItsTimeIsUp_withWhenItWasLastSeen() throws IOException {
    once("honest");
    var stale = new Suite.WitnessRequest(folder, state(), null, false, Duration.ofSeconds(1));
    assertThatThrownBy(() -> Witnessing.run(stale, CLOCK, line -> {}, w -> {}))
        .isInstanceOfSatisfying(
            CommandFailed.class,
            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.UNREACHABLE))
        .hasMessageContaining("nothing to cosign for 1 s, last cosigned 2026-11-23T10:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "forged, not signed by fake.example/log",
    "refused, 'refused: from: no'",
    "revoked, this integrator was removed",
    "replaced, another program follows the trail",
    "old, another version"
  })
  void whatIsNoFork_isNamed_andNothingIsCosigned(String how, String message) {
    assertThatThrownBy(() -> once(how))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining(message);
    assertThat(state().resolve("checkpoint")).doesNotExist();
    assertThat(state().resolve("fork")).doesNotExist();
  }

  @Test
  void name_isChosenOnce() throws IOException {
    once("honest", "witness.example.org/attic");
    assertThat(Files.readString(state().resolve("witness.pub")))
        .startsWith("witness.example.org/attic+");
    assertThat(once("honest")).hasSize(1);
    assertThatThrownBy(() -> once("honest", "another.example.org"))
        .hasMessageContaining("expected: witness.example.org/attic");
    assertThatThrownBy(
            () -> {
              Files.delete(state().resolve("witness.pub"));
              once("honest", "with space");
            })
        .isInstanceOf(CommandFailed.class);
  }

  @Test
  void damagedFiles_areNamed_andNeverBegunAnew() throws IOException {
    once("honest");
    Path checkpoint = state().resolve("checkpoint");
    byte[] good = kept();
    byte[] bad = good.clone();
    bad[bad.length - 20] ^= 1;
    Files.write(checkpoint, bad);
    assertThatThrownBy(() -> once("honest")).hasMessageContaining("kept/checkpoint: ");
    Files.write(checkpoint, good);

    Path key = state().resolve("witness.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--r-----"));
    assertThatThrownBy(() -> once("honest")).hasMessageContaining("witness.key: mode");
    Files.delete(key);
    assertThatThrownBy(() -> once("honest"))
        .hasMessageContaining("missing, while there is a checkpoint");

    Files.writeString(folder.resolve("audit.pub"), "nonsense");
    assertThatThrownBy(() -> Witnessing.run(request(null), CLOCK, line -> {}, w -> {}))
        .hasMessageContaining("audit.pub: vkey");
  }

  @Test
  void credential_ofAnotherShape_isNamed() throws IOException {
    try (FakeAudit server = new FakeAudit(folder, "honest")) {
      Path file = folder.resolve("integrator.json");
      String good = Files.readString(file);
      for (String bad :
          List.of(
              "",
              "{}",
              good.replace("\"version\": 1", "\"version\": 2"),
              good.replace("tcp://", "udp://"),
              good.replace("secret_key\"", "secret\""),
              good.substring(0, good.indexOf("\"secret_key\"") + 30))) {
        Files.writeString(file, bad);
        assertThatThrownBy(() -> Witnessing.run(request(null), CLOCK, line -> {}, w -> {}))
            .as(bad)
            .isInstanceOf(CommandFailed.class)
            .hasMessageContaining("integrator.json");
      }
    }
  }
}
