package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Principals;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.testing.Ports;
import aico.bus.testing.PowerCut;
import aico.bus.testing.RecordedDisk;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.RequestClient;
import aico.vault.FileTrees;
import aico.vault.VaultEntry;
import aico.vault.manifest.FileManifests;
import aico.vault.manifest.ManifestKey;
import aico.vault.storage.FileRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while vaults are mounted, written to and locked, and takes along what the service
 * had not synced. What a person locked stays locked, every vault still opens, and the manifests
 * know what changed by the owner's hand.
 */
class PowerLossIT {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String CHANGED = "changed by its owner, and longer";
  private static final List<String> NAMES = List.of("diary", "photos", "papers");

  @TempDir private Path folder;
  @TempDir private Path aside;

  private final Map<String, Long> lockedAt = new HashMap<>();
  private TestHome home;
  private Path state;
  private KeyPeer keys;
  private Bus bus;
  private RequestClient cli;
  private long mountedAt;
  private int unlocks;

  @BeforeEach
  void threeVaults() throws IOException {
    home = new TestHome(folder);
    for (String name : NAMES) {
      home.create(name);
      Files.writeString(home.files(name).resolve("page"), "as it was");
    }
    home.close();
    PeerHome peers = new PeerHome(folder.resolve("state"), home.places);
    state = peers.state(Principals.VAULT);
    Files.move(folder.resolve("registry"), state.resolve("vaults"));
    keys = new KeyPeer(peers.state(Principals.KEY), home.keys);
    bus = Bus.open(peers.state(Principals.CLI), BusMeters.none());
    cli = bus.client(Topics.VAULT_REQUESTS);
  }

  @AfterEach
  void end() {
    bus.close();
    keys.close();
  }

  @Test
  void afterAPowerCut_whatWasLockedStaysLocked_andNothingIsTakenForDamage() throws Exception {
    long seed = System.nanoTime();
    System.out.println("PowerLossIT seed: " + seed);
    Random random = new Random(seed);
    firstLife();
    RecordedDisk disk = RecordedDisk.of(state, aside);
    secondLife(disk);
    disk.requireCompleteUntilKilled();

    for (long position : positions(disk, random)) {
      PowerCut cut = random.nextBoolean() ? PowerCut.losingAll() : PowerCut.losingSome(random);
      disk.after(position, cut).restoreTo(state);
      try {
        startAgain(position);
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("seed %d, cut at %d %s".formatted(seed, position, cut), failed);
      }
    }
  }

  /** Just when a lock was answered, and wherever a sync was about to begin. */
  private List<Long> positions(RecordedDisk disk, Random random) throws IOException {
    List<Long> syncs = disk.beforeSyncs().stream().filter(at -> at >= mountedAt).toList();
    List<Long> chosen = new ArrayList<>(lockedAt.values());
    for (int i = 0; i < 3; i++) {
      chosen.add(syncs.get(random.nextInt(syncs.size())));
    }
    return chosen;
  }

  /** Manifests of all vaults are made. */
  private void firstLife() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(state, Ports.free())) {
      unlock();
      awaitMounted(NAMES);
      cli.ask(new VaultRequest.LockAll(), DEADLINE);
      patiently().until(() -> manifests() == NAMES.size());
      assertThat(service.stop()).as(service.log()).isZero();
    }
  }

  /** All are written to, two are locked for good; ended by kill -9. */
  private void secondLife(RecordedDisk disk) throws Exception {
    try (ServiceProcess service = ServiceProcess.start(state, Ports.free(), disk.environment())) {
      unlock();
      awaitMounted(NAMES);
      mountedAt = disk.position();
      for (String name : NAMES) {
        writeSynced(home.files(name).resolve("page"), CHANGED);
      }
      for (String name : NAMES.subList(0, 2)) {
        cli.ask(new VaultRequest.Unmount(name), DEADLINE);
        lockedAt.put(name, disk.position());
      }
      service.kill();
      awaitNothingMounted();
    }
  }

  private void startAgain(long position) throws Exception {
    List<String> locked = NAMES.stream().filter(name -> isLocked(name, position)).toList();
    try (ServiceProcess service = ServiceProcess.start(state, Ports.free())) {
      patiently().ignoreExceptions().until(() -> states().size() == NAMES.size());
      unlock();
      awaitMounted(List.of("papers"));
      assertThat(home.files("papers").resolve("page")).hasContent(CHANGED);
      await()
          .during(Duration.ofMillis(500))
          .until(() -> locked.stream().allMatch(name -> "locked".equals(states().get(name))));
      cli.ask(new VaultRequest.LockAll(), DEADLINE);
      assertThat(service.stop()).as(service.log()).isZero();
      awaitNothingMounted();
    }
    FileManifests manifests =
        new FileManifests(
            state.resolve("manifests"),
            () -> ManifestKey.of(KeyPeer.manifestKey()),
            Clock.systemUTC());
    for (VaultEntry entry : new FileRegistry(state.resolve("vaults")).load()) {
      assertThat(manifests.check(entry, new Unwatched()).findings())
          .as(entry.name().text())
          .isEmpty();
    }
  }

  private static final class Unwatched implements FileTrees.Watch {
    @Override
    public void done(long files, long bytes) {}

    @Override
    public void check() {}
  }

  private boolean isLocked(String name, long position) {
    Long answered = lockedAt.get(name);
    return answered != null && answered <= position;
  }

  private void unlock() {
    keys.unlock(Integer.toString(++unlocks).repeat(32));
  }

  private void awaitMounted(List<String> names) {
    patiently()
        .ignoreExceptions()
        .until(() -> names.stream().allMatch(name -> "mounted".equals(states().get(name))));
  }

  private void awaitNothingMounted() {
    patiently().until(() -> NAMES.stream().allMatch(name -> home.pid(name) == -1));
  }

  private Map<String, String> states() {
    VaultReply.Vaults all =
        (VaultReply.Vaults) cli.ask(new VaultRequest.ListVaults(), DEADLINE).reply();
    return all.vaults().stream()
        .collect(Collectors.toMap(VaultReply.Vault::name, VaultReply.Vault::state));
  }

  private long manifests() throws IOException {
    try (Stream<Path> files = Files.list(state.resolve("manifests"))) {
      return files.filter(file -> file.toString().endsWith(".manifest")).count();
    }
  }

  private static void writeSynced(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(StandardCharsets.UTF_8.encode(text));
      channel.force(true);
    }
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }
}
