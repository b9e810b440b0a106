package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import aico.vault.CheckView;
import aico.vault.Outcome;
import aico.vault.RotationView;
import aico.vault.VaultEntry;
import aico.vault.VaultName;
import aico.vault.VaultState;
import aico.vault.VaultView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real ciphertext that another hand changed while it was locked, and what a mount makes of it. */
class LookIT {
  private static final VaultName DIARY = new VaultName("diary");
  private static final String DAMAGE = "damage_found diary failed";

  @TempDir private Path folder;
  private TestHome home;
  private Path files;
  private Path cipher;
  private Path yesterday;

  private interface Harm {
    void done() throws IOException;
  }

  @BeforeEach
  void fill() throws IOException {
    home = new TestHome(folder);
    home.create("diary");
    files = home.files("diary");
    cipher = home.layout("diary").cipher();
    yesterday = folder.resolve("yesterday");
    Files.writeString(files.resolve("page"), "x".repeat(20_000));
    Files.writeString(files.resolve("other"), "y".repeat(9_000));
    Files.createDirectory(files.resolve("folder"));
    Files.writeString(files.resolve("folder/deep"), "z".repeat(5_000));
    lockAndSeal();
  }

  @AfterEach
  void stop() {
    home.beforeManifestKey = () -> {};
    home.close();
    home.manifestKey.close();
  }

  @Test
  void yesterdaysFolder_putBack_isReadOnly_alsoAfterARestart_untilItIsAccepted() throws Exception {
    copy(cipher, yesterday);
    mounted();
    Files.writeString(files.resolve("page"), "today");
    Files.writeString(files.resolve("new"), "today's");
    lockAndSeal();
    TestUser.run("rm", "-r", cipher.toString());
    copy(yesterday, cipher);

    VaultView changed = mounted();
    assertThat(changed.readOnly()).isTrue();
    assertThat(changed.findings()).isEqualTo(2);
    assertThat(files.resolve("page")).content().startsWith("xxx");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Files.writeString(files.resolve("page"), "written"));
    assertThat(home.trail.lines()).containsOnlyOnce(DAMAGE);
    assertThat(Objects.requireNonNull(checked(false).look()).total()).isEqualTo(2);

    home.restart();
    assertThat(mounted().readOnly()).isTrue();
    home.unmount("diary");
    assertThat(mounted().readOnly()).isTrue();
    assertThat(home.trail.lines())
        .filteredOn(DAMAGE::equals)
        .as("by a mount, by the check, and by a mount of the next life")
        .hasSize(3);
    assertThat(rotated().refused())
        .isNotNull()
        .extracting(Outcome.Refused::message)
        .asString()
        .contains("aico vault check diary");

    home.unmount("diary");
    assertThat(home.view("diary").findings()).isEqualTo(2);
    assertThat(checked(true).refused()).isNull();
    VaultView accepted = mounted();
    assertThat(accepted.readOnly()).isFalse();
    assertThat(accepted.findings()).isZero();
    Files.writeString(files.resolve("page"), "written");
  }

  @Test
  void sameContent_copiedAnew_isNoAlarm() throws IOException {
    copy(cipher, yesterday);
    TestUser.run("rm", "-r", cipher.toString());
    copy(yesterday, cipher);
    assertThat(mounted().readOnly()).isFalse();
    Files.writeString(files.resolve("new"), "written");
    lockAndSeal();
    assertThat(mounted().readOnly()).isFalse();
    assertThat(home.trail.lines()).doesNotContain(DAMAGE);
  }

  @Test
  void whateverAnotherHandDoes_isFound_andUndoneItIsForgotten() throws IOException {
    Path page = largest();
    copy(cipher, yesterday);
    Path conf = cipher.resolve("gocryptfs.conf");
    Map<String, Harm> harms = new LinkedHashMap<>();
    harms.put("overwritten in place, with the times of before", () -> overwrite(page));
    harms.put("truncated", () -> truncate(page));
    harms.put("added", () -> Files.writeString(cipher.resolve("intruder"), "not gocryptfs'"));
    harms.put("missing", () -> Files.delete(page));
    harms.put("another gocryptfs.conf", () -> append(conf));
    harms.put(
        "names exchanged",
        () -> {
          Path other = smaller();
          Files.move(page, cipher.resolve("aside"));
          Files.move(other, page);
          Files.move(cipher.resolve("aside"), other);
        });
    for (Map.Entry<String, Harm> harm : harms.entrySet()) {
      harm.getValue().done();
      VaultView found = mounted();
      assertThat(found.readOnly()).as(harm.getKey()).isTrue();
      assertThat(found.findings()).as(harm.getKey()).isPositive();
      home.unmount("diary");

      TestUser.run("rm", "-r", cipher.toString());
      copy(yesterday, cipher);
      assertThat(mounted().readOnly()).as("undone: " + harm.getKey()).isFalse();
      lockAndSeal();
    }
    assertThat(home.trail.lines()).filteredOn(DAMAGE::equals).hasSize(harms.size());
  }

  @Test
  void withoutACurrentManifest_thereIsNoLook_butTheNextSealFinds() throws IOException {
    overwrite(largest());
    awaitATick();
    // As a crash leaves it, or a mount that ended a seal.
    home.manifests.opened(entry());
    assertThat(mounted().readOnly()).isFalse();
    assertThat(home.trail.lines()).doesNotContain(DAMAGE);
    lockAndSeal();
    assertThat(home.trail.lines()).contains(DAMAGE);
    home.restart();
    assertThat(mounted().readOnly()).as("a finding that nobody accepted").isTrue();
  }

  @Test
  void aManifestThatIsNotOurs_isAFinding() throws IOException {
    Path manifest = folder.resolve("manifests").resolve(entry().id() + ".manifest");
    Files.writeString(manifest, "garbage");
    VaultView found = mounted();
    assertThat(found.readOnly()).isTrue();
    assertThat(found.findings()).isEqualTo(1);
    assertThat(home.trail.lines()).contains(DAMAGE);
    home.unmount("diary");
    assertThat(checked(true).refused()).isNull();
    assertThat(mounted().readOnly()).isFalse();
  }

  @Test
  void anAlarmThatCannotBeRecorded_isNoMount() throws IOException {
    overwrite(largest());
    home.trail.full(true, false);
    assertThat(home.mount("diary")).isInstanceOf(Outcome.Refused.class);
    assertThat(home.state("diary")).isEqualTo(VaultState.LOCKED);
    home.trail.full(false, false);
    assertThat(mounted().readOnly()).isTrue();
    assertThat(home.trail.lines()).contains(DAMAGE);
  }

  /** It is stopped before it sees anything, and before it reads what it saw. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void beyondItsLimit_theVaultIsOpened_alarmedBesideIt_andReadOnlyTheNextTime(int before)
      throws IOException {
    overwrite(largest());
    CountDownLatch gate = gateBefore(before);
    VaultView open = mounted();
    assertThat(open.readOnly()).isFalse();
    assertThat(open.findings()).isZero();
    Files.writeString(files.resolve("new"), "rightful");
    Files.writeString(files.resolve("other"), "rightful");
    Files.delete(files.resolve("folder/deep"));
    gate.countDown();
    await().until(() -> home.view("diary").findings() == 1);
    assertThat(home.trail.lines()).containsOnlyOnce(DAMAGE);
    assertThat(home.view("diary").readOnly()).isFalse();

    // Written to since then it is still a finding.
    lockAndSeal();
    home.restart();
    VaultView next = mounted();
    assertThat(next.readOnly()).isTrue();
    assertThat(next.findings()).isEqualTo(1);
    assertThat(home.trail.lines()).containsOnlyOnce(DAMAGE);
  }

  @Test
  void aLock_doesNotWaitForALook() throws Exception {
    CountDownLatch gate = gateBefore(1);
    var mount = CompletableFuture.supplyAsync(() -> home.mount("diary"));
    await().until(() -> home.state("diary") == VaultState.MOUNTING);
    assertThat(home.unmount("diary")).isInstanceOf(Outcome.Done.class);
    assertThat(mount.get()).isInstanceOf(Outcome.Refused.class);
    assertThat(home.manifests.isDue(entry())).as("was not open").isFalse();
    gate.countDown();
  }

  /** Looks wait there, when they ask for the key the nth time. */
  private CountDownLatch gateBefore(int nth) {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    home.beforeManifestKey =
        () -> {
          boolean look = Thread.currentThread().getName().startsWith("look-");
          if (look && asked.incrementAndGet() == nth) {
            try {
              gate.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          }
        };
    return gate;
  }

  private VaultView mounted() {
    assertThat(home.mount("diary")).isInstanceOf(Outcome.Done.class);
    return home.view("diary");
  }

  private void lockAndSeal() {
    home.unmount("diary");
    await().until(() -> !home.manifests.isDue(entry()));
  }

  private VaultEntry entry() {
    return home.vaults.entry(DIARY).orElseThrow();
  }

  private CheckView checked(boolean accept) {
    home.vaults.check(DIARY, accept, TestHome.PERSON);
    await().until(() -> ended(home.vaults.checking(DIARY).orElseThrow()));
    return home.vaults.checking(DIARY).orElseThrow();
  }

  private static boolean ended(CheckView view) {
    return view.phase() == CheckView.Phase.DONE || view.phase() == CheckView.Phase.FAILED;
  }

  private RotationView rotated() {
    home.vaults.rotate(DIARY, TestHome.PERSON);
    await().until(() -> home.vaults.rotation(DIARY).orElseThrow().refused() != null);
    return home.vaults.rotation(DIARY).orElseThrow();
  }

  /** Until the disk's clock is beyond what a comparison allows it to be behind. */
  private void awaitATick() {
    Path probe = folder.resolve("probe");
    Instant beyond = Instant.now().plusMillis(150);
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() ->
            Files.getLastModifiedTime(Files.writeString(probe, "x")).toInstant().isAfter(beyond));
  }

  private static void copy(Path from, Path to) {
    TestUser.run("cp", "-aT", from.toString(), to.toString());
  }

  /** That of {@code page}. */
  private Path largest() throws IOException {
    return byLength(0);
  }

  /** That of {@code other}. */
  private Path smaller() throws IOException {
    return byLength(1);
  }

  private Path byLength(int rank) throws IOException {
    try (Stream<Path> all = Files.walk(cipher)) {
      return all.filter(Files::isRegularFile)
          .sorted((a, b) -> Long.compare(b.toFile().length(), a.toFile().length()))
          .skip(rank)
          .findFirst()
          .orElseThrow();
    }
  }

  private static void overwrite(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes));
    }
    Files.setLastModifiedTime(file, time);
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(18 + 4096 + 32);
    }
  }

  private static void append(Path file) throws IOException {
    Path changed = file.resolveSibling("changed");
    Files.writeString(changed, Files.readString(file) + "\n");
    Files.move(changed, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
