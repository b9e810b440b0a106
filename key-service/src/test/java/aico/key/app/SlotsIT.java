package aico.key.app;

import static aico.key.app.Refusals.assertRefused;
import static aico.key.app.Refusals.sentence;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPair;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unattended start, shares and the rotation of the master key, in the process as it is shipped. */
class SlotsIT {
  private static final String OLD = "Marker-Passw0rd-in-plain-sight-7261";
  private static final String NEW = "Marker-Passw0rd-in-plain-sight-9944";
  private static final String DIARY = "d1".repeat(16);

  private final TestHome home;
  private final Peer cli;
  private final Peer vault;
  private final Peer audit;
  private ServiceProcess service;
  private SecretBytes kit = SecretBytes.allocate(0);

  SlotsIT(@TempDir Path root) throws IOException {
    home = new TestHome(root);
    service = new ServiceProcess(home.folder(Principals.KEY));
    cli = new Peer(home.folder(Principals.CLI));
    vault = new Peer(home.folder(Principals.VAULT));
    audit = new Peer(home.folder(Principals.AUDIT));
  }

  @BeforeEach
  void created() {
    Peer.awaitReady(cli, vault, audit);
    kit = cli.create(OLD);
  }

  @AfterEach
  void end() {
    kit.close();
    cli.close();
    vault.close();
    audit.close();
    service.close();
  }

  @Test
  void unattended_opensAfterKill9_butNotWhatAPersonLocked() throws Exception {
    SecretBytes made = vault.vaultKey(DIARY, true);
    cli.addUnattended(OLD);

    killAndStart();
    awaitUnlocked();
    try (made;
        SecretBytes again = vault.vaultKey(DIARY, false)) {
      assertThat(again.constantTimeEquals(made)).isTrue();
    }
    assertThat(rehearsed().opens()).isTrue();
    assertThat(rehearsed().held()).isFalse();

    cli.ask(new KeyRequest.Lock(null));
    killAndStart();
    assertThat(isUnlocked()).isFalse();
    assertThat(rehearsed().held()).isTrue();
    killAndStart();
    assertThat(isUnlocked()).isFalse();

    cli.unlockWithKit(kit);
    killAndStart();
    awaitUnlocked();

    cli.ask(new KeyRequest.EndUnattended("owner"));
    killAndStart();
    assertThat(isUnlocked()).isFalse();
    assertThat(rehearsed().unattended()).isFalse();
  }

  @Test
  void rotation_whileUnlocked_handsOutTheSameKeys_andKilledAnywhereLeavesOldOrNew()
      throws Exception {
    try (SecretBytes made = vault.vaultKey(DIARY, true)) {
      SecretBytes fresh = cli.rotateMaster(OLD, "");
      assertThat(isUnlocked()).isTrue();
      assertSameKey(made);
      killAndStart();
      assertThat(sentence(() -> cli.unlockWithKit(kit))).contains("belongs to another key");
      cli.unlockWithKit(fresh);
      fresh.close();
      assertSameKey(made);

      CompletableFuture<String> rotating =
          CompletableFuture.supplyAsync(() -> sentence(() -> cli.rotateMaster(OLD, NEW).close()));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> home.keyStateText("throttle.json").contains("owner"));
      killAndStart();
      rotating.join();
      if (!isOpenedBy(OLD)) {
        cli.unlock(NEW);
      }
      assertSameKey(made);
    }
  }

  @Test
  void shares_twoOfThreeOpen_andOthersMayAskForNothingOfIt() throws Exception {
    try (SecretBytes joined = cli.addShares(OLD);
        SecretPair first = SecretPair.split(joined);
        SecretPair second = SecretPair.split(first.second());
        SecretPair third = SecretPair.split(second.second());
        SecretBytes text = Peer.secret(text(third.first()) + text(first.first()))) {
      killAndStart();
      cli.unlockWithKit(text);
      assertThat(cli.testRecovery(text).slot_id())
          .isEqualTo(
              cli.slots().stream()
                  .filter(slot -> slot.kind().equals("shares"))
                  .map(KeyReply.Slot::id)
                  .findFirst()
                  .orElseThrow());
    }
    assertThat(cli.slots())
        .extracting(KeyReply.Slot::kind)
        .isEqualTo(List.of("password", "recovery", "shares"));
    for (Peer other : List.of(vault, audit)) {
      assertRefused(other::slots, ErrorCode.DENIED);
      assertRefused(() -> other.ask(new KeyRequest.RehearseStart()), ErrorCode.DENIED);
      assertRefused(() -> other.ask(new KeyRequest.EndUnattended("owner")), ErrorCode.DENIED);
    }
  }

  private static String text(SecretBytes share) {
    return new String(
        share.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private void assertSameKey(SecretBytes made) {
    try (SecretBytes again = vault.vaultKey(DIARY, false)) {
      assertThat(again.constantTimeEquals(made)).isTrue();
    }
  }

  private void awaitUnlocked() {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::isUnlocked);
  }

  private boolean isOpenedBy(String password) {
    return sentence(() -> cli.unlock(password)).isEmpty();
  }

  private boolean isUnlocked() {
    return cli.state().users().getFirst().unlocked();
  }

  private KeyReply.UserStart rehearsed() {
    return ((KeyReply.Rehearsal) cli.ask(new KeyRequest.RehearseStart()).reply())
        .users()
        .getFirst();
  }

  private void killAndStart() throws Exception {
    service.kill();
    service = new ServiceProcess(home.folder(Principals.KEY));
    Peer.awaitReady(cli, vault, audit);
  }
}
