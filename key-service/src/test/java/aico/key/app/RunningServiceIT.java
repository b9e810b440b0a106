package aico.key.app;

import static aico.key.app.Refusals.assertRefused;
import static aico.key.app.Refusals.sentence;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.KeyWrap;
import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import aico.key.Throttle;
import aico.key.crypto.Argon2id;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One process as it is shipped, with an unlocked owner and one vault, over real sockets; nobody
 * else of the suite runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningServiceIT {
  private static final String PASSWORD = "Marker-Passw0rd-in-plain-sight-7261";
  private static final String DIARY = "d1".repeat(16);
  private static final long ONE_DERIVATION_KIB = Argon2Context.MASTER.memoryKib();

  /** What the process has without any; two derivations at once would be far beyond. */
  private static final long HEADROOM_KIB = 400 * 1024;

  private final TestHome home;
  private final ServiceProcess service;
  private final Peer cli;
  private final Peer vault;
  private final Peer audit;
  private String kitLine = "";
  private String kitText = "";

  RunningServiceIT(@TempDir Path root) throws IOException {
    home = new TestHome(root);
    service = new ServiceProcess(home.folder(Principals.KEY));
    cli = new Peer(home.folder(Principals.CLI));
    vault = new Peer(home.folder(Principals.VAULT));
    audit = new Peer(home.folder(Principals.AUDIT));
  }

  @BeforeAll
  void firstLaunch() {
    Peer.awaitReady(cli, vault, audit);
    try (SecretBytes kit = cli.create(PASSWORD)) {
      kitText = new String(bytes(kit), UTF_8);
      Matcher twoWords = Pattern.compile("[0-9]+\\. [a-z]+\\s+[0-9]+\\. [a-z]+").matcher(kitText);
      assertThat(twoWords.find()).isTrue();
      kitLine = twoWords.group();
    }
    vault.vaultKey(DIARY, true).close();
  }

  @BeforeEach
  void unlocked() {
    if (!cli.state().users().getFirst().unlocked()) {
      cli.unlock(PASSWORD);
    }
  }

  @AfterAll
  void end() {
    cli.close();
    vault.close();
    audit.close();
    service.close();
  }

  @Test
  void heartbeats_tellIncarnationAndLockState() {
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
  void lock_whileAnUnlockDerives_isAnsweredAtOnceAndWins() {
    cli.ask(new KeyRequest.Lock(null));
    KeyReply.OneTimeKey key = cli.oneTimeKey();
    byte[] sealed = Peer.seal(key, PASSWORD);
    CompletableFuture<String> unlocking =
        CompletableFuture.supplyAsync(() ->
            sentence(
                () -> cli.ask(new KeyRequest.Unlock("owner", key.key_id(), Peer.NONCE), sealed)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> home.keyStateText("throttle.json").contains("owner"));

    cli.ask(new KeyRequest.Lock(null));

    assertThat(unlocking.join()).contains("locked while it was being unlocked");
    assertThat(cli.state().users().getFirst().unlocked()).isFalse();
  }

  @Test
  void sealedFrames_garbage_areRefusedAndTheServiceLives() {
    for (int size : List.of(1, 47, 48, 49, 1000, 4096)) {
      KeyReply.OneTimeKey key = cli.oneTimeKey();
      byte[] garbage = new byte[size];
      ThreadLocalRandom.current().nextBytes(garbage);
      assertRefused(
          () -> cli.ask(new KeyRequest.Unlock("owner", key.key_id(), Peer.NONCE), garbage),
          ErrorCode.USAGE);
    }
    assertThat(service.isAlive()).isTrue();
    cli.unlock(PASSWORD);
  }

  /** Two hundred wrong passwords, six at a time, as fast as they are answered. */
  @Test
  void floodOfUnlocks_takesTheMemoryOfOneDerivation_andKeepsNeitherLockNorOwnerOut()
      throws Exception {
    AtomicInteger left = new AtomicInteger(200);
    List<CompletableFuture<Void>> flood =
        IntStream.range(0, 6)
            .mapToObj(each ->
                CompletableFuture.runAsync(
                    () -> {
                      while (left.getAndDecrement() > 0) {
                        assertThat(sentence(() -> cli.unlock("wrong " + each))).isNotEmpty();
                      }
                    },
                    task -> Thread.ofVirtual().start(task)))
            .toList();

    cli.ask(new KeyRequest.Lock(null));
    assertThat(cli.state().users().getFirst().unlocked()).isFalse();
    flood.forEach(CompletableFuture::join);

    try (SecretBytes kit = Peer.secret(kitText)) {
      cli.unlockWithKit(kit);
    }
    assertThat(cli.state().users().getFirst().unlocked()).isTrue();
    Awaitility.await()
        .atMost(Duration.ofSeconds(Throttle.MAX_WAIT_S + 30))
        .ignoreException(RequestFailed.class)
        .until(() -> cli.unlock(PASSWORD) != null);
    assertThat(service.peakMemoryKib()).isLessThan(ONE_DERIVATION_KIB + HEADROOM_KIB);
    assertThat(service.isAlive()).isTrue();
  }

  @Test
  void vaultKey_askedForByOthers_isDenied() {
    assertRefused(() -> audit.vaultKey(DIARY, true), ErrorCode.DENIED);
    assertRefused(() -> cli.vaultKey(DIARY, true), ErrorCode.DENIED);
    assertRefused(() -> vault.unlock(PASSWORD), ErrorCode.DENIED);
  }

  @Test
  void heapDump_ofARunningService_holdsNoSecret(@TempDir Path dumps) throws Exception {
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    secrets.put("password", PASSWORD.getBytes(UTF_8));
    secrets.put("recovery words", kitLine.getBytes(UTF_8));
    try (SecretBytes master = master();
        SecretBytes vaultKey = vault.vaultKey(DIARY, false)) {
      secrets.put("master key", bytes(master));
      secrets.put("master key in hex", Hex.encode(bytes(master)).getBytes(UTF_8));
      secrets.put("vault key", bytes(vaultKey));
    }
    byte[] installationKey =
        Hex.decode(
            home.keyStateText(installationKeyFile()).lines().skip(1).findFirst().orElseThrow());
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
    assertRefused(() -> cli.unlock(PASSWORD + "-not"), ErrorCode.DENIED);
    try (Stream<Path> files = Files.walk(home.folder(Principals.KEY))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, ISO_8859_1)).as(file.toString()).doesNotContain(PASSWORD);
      }
    }
    assertThat(service.log()).doesNotContain(PASSWORD);
  }

  private String installationKeyFile() throws IOException {
    try (Stream<Path> files = Files.list(home.folder(Principals.KEY))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("installation-[0-9a-f]{32}\\.key"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** As an owner would get it: from the key file, by the password. */
  private SecretBytes master() throws IOException {
    Matcher slot =
        Pattern.compile(
                "\"kind\" : \"password\".*?\"salt\" : \"([0-9a-f]+)\""
                    + ".*?\"wrapped\" : \"([0-9a-f]+)\"",
                Pattern.DOTALL)
            .matcher(home.keyStateText("keys/owner.json"));
    assertThat(slot.find()).isTrue();
    try (SecretBytes password = SecretBytes.copyOfAndWipe(PASSWORD.getBytes(UTF_8));
        SecretBytes kek = new Argon2id().derive(Argon2Context.MASTER, password, slot.group(1))) {
      return KeyWrap.unwrap(kek, Hex.decode(slot.group(2)));
    }
  }

  private static byte[] bytes(SecretBytes secret) {
    return secret.segment().toArray(ValueLayout.JAVA_BYTE);
  }
}
