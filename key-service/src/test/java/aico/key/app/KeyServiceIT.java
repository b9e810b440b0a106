package aico.key.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.KeyWrap;
import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import aico.key.crypto.Argon2id;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    awaitReady();
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
      assertFailed(() -> vault.vaultKey(DIARY, false), ErrorCode.LOCKED);

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
  void heartbeats_tellIncarnationAndLockState() {
    cli.create(PASSWORD).close();
    String unlockId = String.valueOf(cli.state().users().getFirst().unlock_id());
    String incarnation = cli.state().incarnation();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(vault.heartbeats())
                .anySatisfy(heartbeat ->
                    assertThat(heartbeat.body().toString()).contains(incarnation, unlockId)));
  }

  @Test
  void unlock_wrongPassword_changesNoByteAndIsThrottledAcrossKill9() throws Exception {
    cli.create(PASSWORD).close();
    cli.ask(new KeyRequest.Lock(null));
    byte[] before = Files.readAllBytes(keyFile());

    for (int i = 0; i < 2; i++) {
      assertFailed(() -> cli.unlock("wrong"), ErrorCode.DENIED);
    }
    // Waits grow until they are longer than the derivation that follows.
    for (int i = 0; i < 4 && !throttled(); i++) {
      assertThat(cli.state().users().getFirst().unlocked()).isFalse();
    }
    service.kill();
    restart();
    assertThatThrownBy(() -> cli.unlock(PASSWORD))
        .isInstanceOfSatisfying(
            RequestFailed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(ErrorCode.DENIED);
              assertThat(failed.retryAfterS().orElse(0)).isBetween(1L, 60L);
            });
    assertThat(Files.readAllBytes(keyFile())).isEqualTo(before);
    Awaitility.await()
        .atMost(Duration.ofSeconds(61))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreException(RequestFailed.class)
        .until(() -> cli.unlock(PASSWORD) != null);
  }

  /** Whether a wrong attempt said to wait 8 s or more: longer than a restart takes. */
  private boolean throttled() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !failure(() -> cli.unlock("wrong")).contains("too many"));
    String throttle = stateText("throttle.json");
    Matcher count = Pattern.compile("\"failures\" : ([0-9]+)").matcher(throttle);
    return count.find() && Integer.parseInt(count.group(1)) >= 5;
  }

  @Test
  void lock_whileAnUnlockDerives_isAnsweredAtOnceAndWins() {
    cli.create(PASSWORD).close();
    cli.ask(new KeyRequest.Lock(null));
    KeyReply.OneTimeKey key = cli.oneTimeKey();
    byte[] sealed = Peer.seal(key, PASSWORD);
    CompletableFuture<String> unlocking =
        CompletableFuture.supplyAsync(() ->
            failure(
                () -> cli.ask(new KeyRequest.Unlock("owner", key.key_id(), Peer.NONCE), sealed)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> stateText("throttle.json").contains("owner"));

    cli.ask(new KeyRequest.Lock(null));

    assertThat(unlocking.join()).contains("locked while it was being unlocked");
    assertThat(cli.state().users().getFirst().unlocked()).isFalse();
  }

  @Test
  void sealedFrames_garbage_areRefusedAndTheServiceLives() {
    cli.create(PASSWORD).close();
    for (int size : List.of(1, 47, 48, 49, 1000, 4096)) {
      KeyReply.OneTimeKey key = cli.oneTimeKey();
      byte[] garbage = new byte[size];
      ThreadLocalRandom.current().nextBytes(garbage);
      assertFailed(
          () -> cli.ask(new KeyRequest.Unlock("owner", key.key_id(), Peer.NONCE), garbage),
          ErrorCode.USAGE);
    }
    assertThat(service.isAlive()).isTrue();
    cli.unlock(PASSWORD);
  }

  @Test
  void vaultKey_askedForByOthers_isDenied() {
    cli.create(PASSWORD).close();
    assertFailed(() -> audit.vaultKey(DIARY, true), ErrorCode.DENIED);
    assertFailed(() -> cli.vaultKey(DIARY, true), ErrorCode.DENIED);
    assertFailed(() -> vault.unlock(PASSWORD), ErrorCode.DENIED);
  }

  @Test
  void start_damagedKeyFile_isRefusedNamingFileAndField() throws Exception {
    cli.create(PASSWORD).close();
    service.stop();
    Files.writeString(
        keyFile(), Files.readString(keyFile()).replace("\"passes\" : 3", "\"passes\" : 1"));
    service = new ServiceProcess(home.folder(Principals.KEY));

    assertThat(service.awaitExit()).isNotZero();
    assertThat(service.log()).contains("keys/owner.json: slots[0].passes: 1 (expected: 3 to 3)");
  }

  @Test
  void heapDump_ofARunningService_holdsNoSecret(@TempDir Path dumps) throws Exception {
    List<byte[]> words = new ArrayList<>();
    try (SecretBytes kit = cli.create(PASSWORD)) {
      Matcher word = Pattern.compile("[0-9]+\\. ([a-z]+)\\s+[0-9]+\\. ([a-z]+)").matcher(text(kit));
      assertThat(word.find()).isTrue();
      words.add(word.group().getBytes(UTF_8));
    }
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    secrets.put("password", PASSWORD.getBytes(UTF_8));
    secrets.put("recovery words", words.getFirst());
    try (SecretBytes master = master();
        SecretBytes vaultKey = vault.vaultKey(DIARY, true)) {
      secrets.put("master key", bytes(master));
      secrets.put("master key in hex", Hex.encode(bytes(master)).getBytes(UTF_8));
      secrets.put("vault key", bytes(vaultKey));
    }
    byte[] installationKey =
        Hex.decode(
            Files.readString(home.folder(Principals.KEY).resolve("installation.key"))
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow());
    secrets.put("installation key", installationKey);

    Path dump = dumps.resolve("heap.hprof");
    service.dumpHeap(dump);

    // One char per byte, so that indexOf searches bytes.
    String heap = Files.readString(dump, ISO_8859_1);
    assertThat(heap).as("the dump is one of this service").contains("aico/key/Keyring");
    secrets.forEach((name, secret) ->
        assertThat(heap.contains(new String(secret, ISO_8859_1))).as(name).isFalse());
  }

  @Test
  void stateFolder_afterALife_holdsNoPassword() throws Exception {
    cli.create(PASSWORD).close();
    assertFailed(() -> cli.unlock(PASSWORD + "-not"), ErrorCode.DENIED);
    service.stop();
    try (Stream<Path> files = Files.walk(home.folder(Principals.KEY))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, ISO_8859_1)).as(file.toString()).doesNotContain(PASSWORD);
      }
    }
    assertThat(service.log()).doesNotContain(PASSWORD);
  }

  /** As an owner would get it: from the key file, by the password. */
  private SecretBytes master() throws IOException {
    Matcher slot =
        Pattern.compile(
                "\"kind\" : \"password\".*?\"salt\" : \"([0-9a-f]+)\".*?\"wrapped\" : \"([0-9a-f]+)\"",
                Pattern.DOTALL)
            .matcher(Files.readString(keyFile()));
    assertThat(slot.find()).isTrue();
    try (SecretBytes password = SecretBytes.copyOfAndWipe(PASSWORD.getBytes(UTF_8));
        SecretBytes kek = new Argon2id().derive(Argon2Context.MASTER, password, slot.group(1))) {
      return KeyWrap.unwrap(kek, Hex.decode(slot.group(2)));
    }
  }

  private void restart() throws IOException {
    service.close();
    service = new ServiceProcess(home.folder(Principals.KEY));
    awaitReady();
  }

  private void awaitReady() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .ignoreException(RequestFailed.class)
        .until(() -> cli.state() != null && vault.state() != null && audit.state() != null);
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

  private String stateText(String file) {
    try {
      Path path = home.folder(Principals.KEY).resolve(file);
      return Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException replacedMeanwhile) {
      return "";
    }
  }

  private Path keyFile() {
    return home.folder(Principals.KEY).resolve("keys/owner.json");
  }

  private static String text(SecretBytes secret) {
    return new String(bytes(secret), UTF_8);
  }

  private static byte[] bytes(SecretBytes secret) {
    return secret.segment().toArray(ValueLayout.JAVA_BYTE);
  }

  private static String failure(ThrowingCallable call) {
    try {
      call.call();
      return "";
    } catch (Throwable failed) {
      return String.valueOf(failed.getMessage());
    }
  }

  private static void assertFailed(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RequestFailed.class, failed -> assertThat(failed.code()).isEqualTo(code));
  }
}
