package aico.cli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.ErrorCode;
import aico.cli.CommandFailed;
import aico.cli.Keys;
import aico.cli.Kits;
import aico.cli.Passwords;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code slot}, {@code unattended}, {@code boot}, {@code key rotate}. */
class SlotCommandsTest {
  private final FakeSuite suite = new FakeSuite();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(String... arguments) {
    out.reset();
    return CommandLines.run(
        () -> suite,
        new Output(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)),
        arguments);
  }

  private String words() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonNode json() {
    try {
      assertThat(words().lines()).hasSize(1);
      return new JsonMapper().readTree(words());
    } catch (IOException e) {
      throw new AssertionError(words(), e);
    }
  }

  @Test
  void slotList_saysWhatEachIsGoodFor_andWhatNot() {
    assertThat(run("slot", "list")).isZero();
    assertThat(words())
        .contains("password    aa  made 2026-11-01T12:00:00Z, never tested")
        .contains("tested 2026-11-24T10:00:00Z")
        .contains("protects against a forgotten password")
        .contains("not against whoever finds the paper");
    assertThat(run("slot", "list", "--json")).isZero();
    assertThat(json().at("/slots/0").fieldNames())
        .toIterable()
        .containsExactly("id", "kind", "created", "tested", "protects", "exposes");
  }

  @Test
  void slotTest_asksForWhatOpensIt_unlessToldWhereThatIs() {
    assertThat(run("slot", "test", "bb")).isZero();
    assertThat(run("slot", "test", "bb", "--recovery-kit", "k")).isZero();
    assertThat(run("slot", "test", "cc", "--recovery-share", "a", "--recovery-share", "b"))
        .isZero();
    assertThat(run("slot", "test", "cc", "--recovery-share")).isZero();
    assertThat(words()).isEqualTo("slot cc opens your keys\n");
    assertThat(suite.calls)
        .containsExactly(
            List.of("test bb", Optional.empty()),
            List.of("test bb", Optional.of(new Kits.FromFile(Path.of("k")))),
            List.of("test cc", Optional.of(new Kits.TwoShares(Path.of("a"), Path.of("b")))),
            List.of("test cc", Optional.of(new Kits.AskForShares())));
  }

  @Test
  void shares_oneOrThree_orWithAnotherProof_areUsage() {
    assertThat(run("unlock", "--recovery-share", "a")).isEqualTo(2);
    assertThat(run("unlock", "--recovery-share", "a", "--recovery-share")).isEqualTo(2);
    assertThat(
            run(
                "unlock",
                "--recovery-share",
                "a",
                "--recovery-share",
                "b",
                "--recovery-share",
                "c"))
        .isEqualTo(2);
    assertThat(run("unlock", "--recovery-share", "--password-file", "p", "--json")).isEqualTo(2);
    assertThat(json().at("/error/field").asText()).isEqualTo("--recovery-share");
    assertThat(suite.calls).isEmpty();
    assertThat(run("unlock", "--recovery-share", "a", "--recovery-share", "b")).isZero();
    assertThat(suite.calls).containsExactly(new Kits.TwoShares(Path.of("a"), Path.of("b")));
  }

  @Test
  void slotAdd_knowsTwoKinds() {
    assertThat(run("slot", "add", "shares", "--out", "d", "--password-file", "p")).isZero();
    assertThat(words()).contains("slot cc holds from now on: shares").contains("d/share-1.txt");
    assertThat(run("slot", "add", "unattended", "--json")).isZero();
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("id", "kind", "files", "older", "backups");
    assertThat(run("slot", "add", "fingerprint", "--json")).isEqualTo(2);
    assertThat(json().at("/error/field").asText()).isEqualTo("KIND");
    assertThat(suite.calls)
        .containsExactly(
            List.of("shares to d", new Passwords.FromFile(Path.of("p"))),
            List.of("unattended on", new Passwords.AskAtTerminal()));
  }

  @Test
  void slotRemove_needsAnId_andAProof() {
    assertThat(run("slot", "remove")).isEqualTo(2);
    assertThat(run("slot", "remove", "cc", "--recovery-kit", "k", "--json")).isZero();
    assertThat(json().fieldNames()).toIterable().containsExactly("older", "backups");
    assertThat(suite.calls).containsExactly(List.of("remove cc", new Kits.FromFile(Path.of("k"))));
  }

  @Test
  void unattended_onOffAndStatus() {
    assertThat(run("unattended", "on", "--password-file", "p")).isZero();
    assertThat(run("unattended", "off")).isZero();
    assertThat(run("unattended", "status")).isZero();
    assertThat(words())
        .isEqualTo(
            "on, by the key storage 'file': whoever takes the disk, or the machine, can open"
                + " everything; a person locked, which lasts until a person unlocks\n");
    assertThat(run("unattended", "status", "--json")).isZero();
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly(
            "on",
            "opens",
            "held",
            "key_storage",
            "survives_stolen_disk",
            "survives_stolen_machine",
            "keeps_out_other_users");
    assertThat(suite.calls)
        .containsExactly(
            List.of("unattended on", new Passwords.FromFile(Path.of("p"))), "unattended off");
  }

  @Test
  void bootTest_endsWithOne_unlessItComesBackAlone() {
    assertThat(run("boot", "test")).isZero();
    assertThat(words()).startsWith("comes back alone: yes").contains("home");
    suite.keys.because = List.of("a person locked it", "the moon is full");
    assertThat(run("boot", "test")).isEqualTo(1);
    assertThat(words())
        .startsWith("comes back alone: no, because a person locked it\n")
        .contains("and because the moon is full");
    assertThat(run("boot", "test", "--json")).isEqualTo(1);
    assertThat(json().get("alone").asBoolean()).isFalse();
    assertThat(json().get("because")).hasSize(2);
  }

  @Test
  void keyRotateMaster_keepsThePassword_unlessThereIsANewOne() {
    assertThat(run("key", "rotate", "master", "--new-recovery-kit", "k")).isZero();
    assertThat(words())
        .contains("recovery kit ee holds from now on, in k")
        .contains("the recovery kit with KEY ID bb")
        .contains("  /media/disk/aico: 2026-11-24T09:30:00Z");
    assertThat(run("key", "rotate", "master", "--new-password-file", "n", "--json")).isZero();
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("key_id", "file", "rotated", "left", "older", "backups");
    assertThat(suite.calls)
        .containsExactly(
            new Keys.RotationRequest(new Passwords.AskAtTerminal(), null, Path.of("k"), false),
            new Keys.RotationRequest(
                new Passwords.AskAtTerminal(), new Passwords.FromFile(Path.of("n")), null, false));
  }

  @Test
  void keyRotateInstallation_saysWhatOlderBackupsOpenWith_andFailsWhileTheOldKeyIsNeeded() {
    assertThat(run("key", "rotate", "installation")).isZero();
    assertThat(words())
        .contains("there is a new installation key, ee, in file\nthe old one is gone from file\n")
        .contains("  the installation key dd opens what was")
        .contains("  /media/disk/aico: 2026-11-24T09:30:00Z");
    suite.keys.left = List.of("vault-service/vault-manifest");
    assertThat(run("key", "rotate", "installation", "--into", "tpm2")).isEqualTo(1);
    assertThat(words()).contains("waiting for\n  vault-service/vault-manifest\n");
    assertThat(run("key", "rotate", "installation", "--recovery-kit", "k", "--json")).isEqualTo(1);
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly(
            "key_id",
            "ended_key_id",
            "key_storage",
            "ended_key_storage",
            "waiting",
            "older",
            "backups");
    assertThat(suite.calls)
        .containsExactly(
            List.of("installation into null", new Passwords.AskAtTerminal()),
            List.of("installation into tpm2", new Passwords.AskAtTerminal()),
            List.of("installation into null", new Kits.FromFile(Path.of("k"))));
  }

  @Test
  void passwordChangeCompromised_rotatesEverything_andFailsWhenAVaultIsLeft() {
    assertThat(run("password", "change", "--compromised", "--new-recovery-kit", "k")).isZero();
    assertThat(words()).contains("there is a new master key").contains("vault home has a new key");
    suite.keys.left = List.of("diary: vault diary is absent");
    assertThat(run("password", "change", "--compromised")).isEqualTo(1);
    assertThat(words()).contains("no new key yet for diary");
    assertThat(suite.calls)
        .containsExactly(
            new Keys.RotationRequest(
                new Passwords.AskAtTerminal(), new Passwords.AskAtTerminal(), Path.of("k"), true),
            new Keys.RotationRequest(
                new Passwords.AskAtTerminal(), new Passwords.AskAtTerminal(), null, true));
    assertThat(run("password", "change", "--new-recovery-kit", "k")).isEqualTo(2);
  }

  @Test
  void refusals_endWithTheirCodes() {
    suite.failure = CommandFailed.failed("slot_id: the last way of recovery cannot be removed");
    assertThat(run("slot", "remove", "bb", "--password-file", "p", "--json")).isEqualTo(1);
    assertThat(json().at("/error/code").asText()).isEqualTo(ErrorCode.FAILED.wireName());
  }
}
