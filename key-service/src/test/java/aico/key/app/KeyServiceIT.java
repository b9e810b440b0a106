package aico.key.app;

import static aico.key.app.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it is shipped, over real sockets, with audit-service, policy and auth absent. */
class KeyServiceIT {
  private static final String PASSWORD = "Marker-Passw0rd-in-plain-sight-7261";
  private static final String DIARY = "d1".repeat(16);

  private TestHome home;
  private ServiceProcess service;
  private Peer cli;
  private Peer vault;
  private Peer audit;

  KeyServiceIT(@TempDir Path root) throws IOException {
    home = new TestHome(root);
    service = new ServiceProcess(home.folder(Principals.KEY));
    cli = new Peer(home.folder(Principals.CLI));
    vault = new Peer(home.folder(Principals.VAULT));
    audit = new Peer(home.folder(Principals.AUDIT));
  }

  @BeforeEach
  void started() {
    Peer.awaitReady(cli, vault, audit);
  }

  @AfterEach
  void end() {
    cli.close();
    vault.close();
    audit.close();
    service.close();
  }

  @Test
  void life_createLockUnlockRestart_keepsKeys() throws Exception {
    cli.create(PASSWORD).close();
    try (SecretBytes made = vault.vaultKey(DIARY, true);
        SecretBytes log = audit.serviceKey("log")) {
      String first = String.valueOf(cli.state().users().getFirst().unlock_id());
      awaitEvent("key.unlocked", first);

      cli.ask(new KeyRequest.Lock(null));
      awaitEvent("key.locked", first);
      assertRefused(() -> vault.vaultKey(DIARY, false), ErrorCode.LOCKED);

      KeyReply.Unlocked unlocked = cli.unlock(PASSWORD);
      assertThat(unlocked.unlock_id()).isNotEqualTo(first);
      String before = cli.state().incarnation();
      assertThat(service.stop()).isZero();

      restart();
      assertThat(cli.state().incarnation()).isNotEqualTo(before);
      assertThat(cli.state().users().getFirst().unlocked()).isFalse();
      cli.unlock(PASSWORD);
      try (SecretBytes again = vault.vaultKey(DIARY, false);
          SecretBytes logAgain = audit.serviceKey("log")) {
        assertThat(again.constantTimeEquals(made)).isTrue();
        assertThat(logAgain.constantTimeEquals(log)).isTrue();
      }
    }
    assertThat(service.log()).doesNotContain(PASSWORD);
  }

  @Test
  void unlock_wrongPassword_changesNoByteAndIsCountedAcrossKill9() throws Exception {
    cli.create(PASSWORD).close();
    cli.ask(new KeyRequest.Lock(null));
    byte[] before = Files.readAllBytes(home.keyState("keys/owner.json"));
    assertThat(retryAfterWrongPasswordS()).isZero();
    assertThat(retryAfterWrongPasswordS()).isZero();

    service.kill();
    restart();

    assertThat(retryAfterWrongPasswordS()).isEqualTo(2);
    assertThat(Files.readAllBytes(home.keyState("keys/owner.json"))).isEqualTo(before);
    assertThat(cli.state().users().getFirst().unlocked()).isFalse();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreException(RequestFailed.class)
        .until(() -> cli.unlock(PASSWORD) != null);
    assertThat(home.keyStateText("throttle.json")).doesNotContain("owner");
  }

  private long retryAfterWrongPasswordS() {
    RequestFailed failed = catchThrowableOfType(RequestFailed.class, () -> cli.unlock("wrong"));
    assertThat(failed.code()).isEqualTo(ErrorCode.DENIED);
    return failed.retryAfterS().orElse(0);
  }

  @Test
  void start_damagedKeyFile_isRefusedNamingFileAndField() throws Exception {
    cli.create(PASSWORD).close();
    service.stop();
    Files.writeString(
        home.keyState("keys/owner.json"),
        Files.readString(home.keyState("keys/owner.json"))
            .replace("\"passes\" : 3", "\"passes\" : 1"));
    service = new ServiceProcess(home.folder(Principals.KEY));

    assertThat(service.awaitExit()).isNotZero();
    assertThat(service.log()).contains("keys/owner.json: slots[0].passes: 1 (expected: 3 to 3)");
  }

  private void restart() throws IOException {
    service.close();
    service = new ServiceProcess(home.folder(Principals.KEY));
    Peer.awaitReady(cli, vault, audit);
  }

  private void awaitEvent(String type, String unlockId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            Stream.concat(vault.events().stream(), vault.heartbeats().stream())
                .anyMatch(event ->
                    event.type().equals(type)
                        && event.body().path("unlock_id").asText().equals(unlockId)));
  }
}
