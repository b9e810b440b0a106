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
import aico.bus.crypto.SecretBytes;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recovery kit and password over their life, in the process as it is shipped, on real sockets. */
class KitAndPasswordIT {
  private static final String OLD = "Marker-Passw0rd-in-plain-sight-7261";
  private static final String NEW = "Marker-Passw0rd-in-plain-sight-9944";
  private static final String DIARY = "d1".repeat(16);

  private final TestHome home;
  private final Path root;
  private final Peer cli;
  private final Peer vault;
  private ServiceProcess service;
  private SecretBytes kit = SecretBytes.allocate(0);

  KitAndPasswordIT(@TempDir Path root) throws IOException {
    this.root = root;
    home = new TestHome(root);
    service = new ServiceProcess(home.folder(Principals.KEY));
    cli = new Peer(home.folder(Principals.CLI));
    vault = new Peer(home.folder(Principals.VAULT));
  }

  @BeforeEach
  void created() {
    Peer.awaitReady(cli, vault);
    kit.close();
    kit = cli.create(OLD);
  }

  @AfterEach
  void end() {
    kit.close();
    cli.close();
    vault.close();
    service.close();
  }

  @Test
  void aForgottenPassword_isReplacedWithTheKit_andNothingIsLost() throws Exception {
    try (SecretBytes made = vault.vaultKey(DIARY, true)) {
      restart();
      KeyReply.RecoveryTested tested = cli.testRecovery(kit);
      assertThat(cli.state().users().getFirst().unlocked()).isFalse();
      assertThat(cli.state().users().getFirst().recovery_tested()).isEqualTo(tested.tested());

      cli.changePassword("recovery", kit, NEW);
      assertThat(cli.state().users().getFirst().unlocked()).isFalse();
      assertRefused(() -> cli.unlock(OLD), ErrorCode.DENIED);
      cli.unlockWithKit(kit);
      cli.ask(new KeyRequest.Lock(null));

      restart();
      assertThat(cli.state().users().getFirst().recovery_tested()).isEqualTo(tested.tested());
      cli.unlock(NEW);
      try (SecretBytes again = vault.vaultKey(DIARY, false)) {
        assertThat(again.constantTimeEquals(made)).isTrue();
      }
    }
  }

  @Test
  void aRenewedKit_replacesTheOldOne_acrossKill9() throws Exception {
    try (SecretBytes fresh = cli.renewRecovery(OLD)) {
      service.kill();
      restart();

      assertThat(sentence(() -> cli.unlockWithKit(kit))).contains("belongs to another key");
      cli.unlockWithKit(fresh);
    }
  }

  @Test
  void aMistypedKit_isNamedByItsWord_andChangesNoByte() throws Exception {
    byte[] before = Files.readAllBytes(home.keyState("keys/owner.json"));
    String text = text(kit);
    String word7 = word(text, 7);
    try (SecretBytes typo = Peer.secret(text.replaceFirst("7\\. " + word7, "7. xq"))) {
      assertThat(sentence(() -> cli.unlockWithKit(typo)))
          .isEqualTo("recovery_kit: word 7: not a word of the list");
      assertRefused(() -> cli.testRecovery(typo), ErrorCode.USAGE);
      assertRefused(() -> cli.changePassword("recovery", typo, NEW), ErrorCode.USAGE);
    }
    assertThat(Files.readAllBytes(home.keyState("keys/owner.json"))).isEqualTo(before);
    assertRefused(() -> cli.unlock(OLD), ErrorCode.DENIED);
    assertThat(sentence(() -> cli.unlock(OLD))).contains("try again in");
  }

  @Test
  void aChange_killedAnywhere_leavesTheOldPasswordOrTheNew() throws Exception {
    long before = generation();
    CompletableFuture<String> changing =
        CompletableFuture.supplyAsync(() ->
            sentence(() -> {
              try (SecretBytes old = Peer.secret(OLD)) {
                cli.changePassword("password", old, NEW);
              }
            }));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> home.keyStateText("throttle.json").contains("owner"));
    service.kill();
    restart();
    changing.join();

    boolean renamed = generation() > before;
    cli.unlock(renamed ? NEW : OLD);
    assertRefused(() -> cli.unlock(renamed ? OLD : NEW), ErrorCode.DENIED);
  }

  @Test
  void heapDump_afterAllOfIt_holdsNoSecret() throws Exception {
    cli.testRecovery(kit);
    cli.changePassword("recovery", kit, NEW);
    String[] words = {pair(text(kit)), ""};
    try (SecretBytes fresh = cli.renewRecovery(NEW)) {
      words[1] = pair(text(fresh));
      cli.unlockWithKit(fresh);
    }

    Path dump = root.resolve("heap.hprof");
    service.dumpHeap(dump);

    // One char per byte, so that contains compares bytes.
    String heap = Files.readString(dump, ISO_8859_1);
    assertThat(heap).as("the dump is one of this service").contains("aico/key/SlotChanges");
    for (String secret : new String[] {OLD, NEW, words[0], words[1]}) {
      assertThat(heap.contains(secret)).isFalse();
    }
    assertThat(service.log()).doesNotContain(OLD, NEW);
  }

  private void restart() throws IOException {
    service.close();
    service = new ServiceProcess(home.folder(Principals.KEY));
    Peer.awaitReady(cli, vault);
  }

  private long generation() throws IOException {
    Matcher generation =
        Pattern.compile("\"generation\" : ([0-9]+)").matcher(home.keyStateText("keys/owner.json"));
    assertThat(generation.find()).isTrue();
    return Long.parseLong(generation.group(1));
  }

  private static String text(SecretBytes kit) {
    return new String(kit.segment().toArray(ValueLayout.JAVA_BYTE), UTF_8);
  }

  private static String word(String kit, int number) {
    Matcher word = Pattern.compile("\\b" + number + "\\. ([a-z]+)").matcher(kit);
    assertThat(word.find()).isTrue();
    return word.group(1);
  }

  /** Two words as they stand in the kit: each alone is in every heap, with the list. */
  private static String pair(String kit) {
    Matcher two = Pattern.compile("[0-9]+\\. [a-z]+\\s+[0-9]+\\. [a-z]+").matcher(kit);
    assertThat(two.find()).isTrue();
    return two.group();
  }
}
