package aico.key.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.Ed25519Key;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.AbsentKeyStore;
import aico.key.Asker;
import aico.key.CountedRandomness;
import aico.key.Held;
import aico.key.InsecureCheapDerivation;
import aico.key.InsecurePlainKit;
import aico.key.Installation;
import aico.key.InstallationKey;
import aico.key.InstallationRecord;
import aico.key.InstallationRotation;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.KeyPlace;
import aico.key.KeyStore;
import aico.key.Keyring;
import aico.key.Launch;
import aico.key.MemberOutcome;
import aico.key.Members;
import aico.key.NotRecorded;
import aico.key.Proof;
import aico.key.RecordingJournal;
import aico.key.SealedFiles;
import aico.key.ServiceKeys;
import aico.key.StateFileException;
import aico.key.Subject;
import aico.key.Subjects;
import aico.key.Throttle;
import aico.key.UnlockOutcome;
import aico.key.Unlocking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new installation key in a state folder whose disk dies at any step, with an owner whose keys
 * open unattended, a child who is locked, and two services that have keys.
 */
class InstallationRotationDiskTest {
  private static final Asker CLI = new Asker("cli", null);
  private static final Asker SELF = new Asker("key-service", null);
  private static final Asker AUTH = new Asker("auth-service", null);
  private static final Asker VAULT = new Asker("vault-service", null);
  private static final String OWNER = "correct horse";
  private static final String CHILD = "battery staple";
  private static final String OTHER = "mounted:/its/file";

  @TempDir Path folder;

  private final FailingDisk disk = new FailingDisk();
  private final CountedIds random = new CountedIds();
  private final RecordingJournal journal = new RecordingJournal();
  private final InstantSource clock = () -> Instant.parse("2026-11-01T12:00:00Z");
  private final Map<String, String> taken = new HashMap<>();
  private final Given given = new Given();
  private @Nullable Home home;

  @BeforeEach
  void firstLaunch() {
    start();
    home().create();
    taken.putAll(home().serviceKeys());
  }

  @AfterEach
  void close() {
    home().close();
    given.key.close();
  }

  @Test
  void rotated_nothingOpensWithTheOldKey_andEverybodyHasTheNew() {
    InstallationKey old = copyOf(home().record.now().place());
    String attestation = home().record.now().attestation().publicKey();
    home().unlock("child", CHILD);

    assertThat(begin(null)).containsExactly("auth-service/sessions", "vault-service/manifests");
    servicesTake();

    Installation now = home().record.now();
    assertThat(now.rotation()).isNull();
    assertThat(now.attestation().publicKey()).isEqualTo(attestation);
    assertThat(steps()).startsWith("begun", "carried_over").endsWith("carried_over", "done");
    assertThat(steps()).filteredOn("done"::equals).hasSize(1);
    assertNothingOpensWith(old);
    // The child was unlocked.
    assertThat(home().keyring.users()).hasSize(2);
    assertThat(files())
        .allSatisfy(file -> assertThat(file.installationKey().keyId()).isEqualTo(now.keyId()));
    restart();
    assertWorks();
    old.close();
  }

  @Test
  void userWhoWasLocked_hasTheNewKeyFromTheirNextUnlockOn() {
    begin(null);
    servicesTake();
    restart();
    String now = home().record.now().keyId();
    assertThat(file("child").installationKey().keyId()).isNotEqualTo(now);

    home().unlock("child", CHILD);
    assertThat(file("child").installationKey().keyId()).isEqualTo(now);
  }

  /** The steps are those of the disk: writes, syncs, renames, removals; then the process ends. */
  @Test
  void diedAtAnyStep_goesOnOrIsRolledBackAtTheNextStart() {
    int rolledBack = 0;
    int gone = 0;
    boolean died = true;
    for (int step = 0; died; step++) {
      KeyPlace before = home().record.now().place();
      InstallationKey old = copyOf(before);
      disk.dieAtStep(step);
      try {
        begin(null);
        servicesTake();
        died = home().record.now().rotation() != null;
      } catch (KeyException atThatStep) {
        died = true;
      }
      disk.dieAtStep(Integer.MAX_VALUE);
      restart();
      if (step % 2 == 0) {
        // A person may be faster.
        assertWorks();
      }
      home().rotation.goOn(SELF);
      servicesTake();

      KeyPlace after = home().record.now().place();
      assertThat(home().record.now().rotation()).as("step %d", step).isNull();
      assertThat(keysInTheStore()).as("step %d", step).containsExactly(after.keyId());
      if (after.equals(before)) {
        rolledBack++;
      } else {
        gone++;
        assertNothingOpensWith(old);
      }
      restart();
      assertWorks();
      old.close();
    }
    assertThat(rolledBack).isGreaterThan(10);
    assertThat(gone).isGreaterThan(30);
  }

  /** Whatever the disk did at that step stands or does not; the process goes on. */
  @Test
  void failedAtAnyStep_isAsBefore_orGoesOn_withoutARestart() {
    boolean failed = true;
    for (int step = 0; failed; step++) {
      InstallationKey old = copyOf(home().record.now().place());
      disk.failAtStep(step);
      try {
        begin(null);
        servicesTake();
      } catch (KeyException atThatStep) {
        assertThat(disk.reached()).isTrue();
      }
      failed = disk.reached();
      disk.failAtStep(Integer.MAX_VALUE);
      servicesTake();
      assertWorks();
      home().rotation.goOn(SELF);
      servicesTake();
      assertThat(home().record.now().rotation()).as("step %d", step).isNull();
      assertThat(keysInTheStore()).containsExactly(home().record.now().keyId());
      if (!home().record.now().keyId().equals(old.keyId())) {
        assertNothingOpensWith(old);
      }
      old.close();
      if (step % 5 == 0) {
        restart();
        assertWorks();
      }
    }
  }

  @Test
  void services_thatHaveNotTakenTheirKey_getBoth_acrossARestart() {
    begin(null);
    restart();
    home().rotation.goOn(SELF);
    assertThat(waiting()).containsExactly("auth-service/sessions", "vault-service/manifests");

    assertThat(take(AUTH, "sessions")).isTrue();
    assertThat(take(AUTH, "sessions")).as("again").isFalse();
    home().services.taken("vault-service", "manifests", 1);
    assertThat(waiting()).as("the older one").containsExactly("vault-service/manifests");
    assertThat(take(VAULT, "manifests")).isTrue();
    assertThat(home().record.now().rotation()).isNull();
  }

  @Test
  void beginAgain_goesOnWithTheOneThereIs() {
    begin(null);
    String next = home().record.now().keyId();
    begin(null);
    assertThat(home().record.now().keyId()).isEqualTo(next);
    servicesTake();
    begin(null);
    assertThat(home().record.now().keyId()).isNotEqualTo(next);
  }

  @Test
  void formerKeyGoneWhileAServiceNeedsIt_isNotStartedWithout() throws IOException {
    String old = home().record.now().keyId();
    begin(null);
    Files.delete(folder.resolve("installation-%s.key".formatted(old)));
    home().close();
    assertThatThrownBy(this::start)
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("auth-service/sessions, vault-service/manifests need it still");
  }

  @Test
  void storageFilledFromOutside_givesTheNewKey_andTheOldOneIsWaitedFor() {
    begin(OTHER);
    servicesTake();
    assertThat(home().record.now().place().storage()).isEqualTo(OTHER);
    restart();
    assertWorks();

    assertThatThrownBy(() -> begin(null))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("is filled from outside, and has the key there is");
    assertThat(home().record.now().rotation()).isNull();
    begin("file");
    servicesTake();
    assertThat(waiting()).containsExactly(OTHER + ": is only read");
    restart();
    assertWorks();
    given.here = false;
    home().rotation.goOn(SELF);
    assertThat(home().record.now().rotation()).isNull();
    assertThat(steps()).contains("copy_left").endsWith("done");
  }

  @Test
  void storageThatCannotBeUsed_orATrailThatIsFull_changesNothing() {
    Installation before = home().record.now();
    assertThatThrownBy(() -> begin("absent"))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("'absent' cannot be used: no TPM");
    journal.full(true);
    assertThatThrownBy(() -> begin(null)).isInstanceOf(NotRecorded.class);
    assertThat(home().record.now()).isEqualTo(before);
    assertThat(keysInTheStore()).containsExactly(before.keyId());
  }

  @Test
  void keyWithoutAnIdInItsName_ofAnOldHome_isRotatedToo() throws IOException {
    String old = home().record.now().keyId();
    home().close();
    Files.move(
        folder.resolve("installation-%s.key".formatted(old)),
        folder.resolve(FileKeyStore.OLD_FILE));
    start();
    begin(null);
    servicesTake();
    assertThat(keysInTheStore()).containsExactly(home().record.now().keyId());
    assertThat(folder.resolve(FileKeyStore.OLD_FILE)).doesNotExist();
  }

  @Test
  void otherwiseSealedFile_isRefused_alsoWhileTwoKeysCount() throws IOException {
    begin(null);
    restart();
    Path file = folder.resolve("keys/child.json");
    Files.writeString(file, Files.readString(file).replace("\"child\"", "\"cheat\""));
    assertThatThrownBy(() -> home().files.resealAll())
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("keys/child.json: mac: does not match");
  }

  private List<String> begin(@Nullable String into) {
    try (SecretBytes master = home().master()) {
      return home().rotation.begin(CLI, "owner", master, into).waiting();
    }
  }

  private List<String> waiting() {
    return home().rotation.progress().orElseThrow().waiting();
  }

  private void servicesTake() {
    boolean unused = take(AUTH, "sessions") | take(VAULT, "manifests");
  }

  /** What a service does: looks, seals anew, says so. False when there is nothing to do. */
  private boolean take(Asker service, String purpose) {
    try (SecretBytes newest = home().services.handOut(service, purpose).key()) {
      String name = service.principal() + "/" + purpose;
      Optional<ServiceKeys.ServiceKey> former = home().services.handOutFormer(service, purpose);
      if (former.isEmpty()) {
        return false;
      }
      try (SecretBytes old = former.get().key()) {
        assertThat(taken.get(name)).isIn(hex(old), hex(newest));
      }
      taken.put(name, hex(newest));
      home()
          .services
          .taken(
              service.principal(),
              purpose,
              home().record.now().serviceKey(service.principal(), purpose).orElseThrow().epoch());
      home().rotation.taken(service);
      return true;
    }
  }

  /** Each service opens its files with what it gets, the owner's keys open, the child's too. */
  private void assertWorks() {
    taken.forEach((name, key) -> {
      String[] parts = name.split("/", 2);
      Asker service = new Asker(parts[0], null);
      List<String> keys = new ArrayList<>();
      try (SecretBytes newest = home().services.handOut(service, parts[1]).key()) {
        keys.add(hex(newest));
      }
      home()
          .services
          .handOutFormer(service, parts[1])
          .ifPresent(former -> {
            try (SecretBytes old = former.key()) {
              keys.add(hex(old));
            }
          });
      assertThat(keys).as(name).contains(key);
    });
    assertThat(home().unlock("owner", OWNER)).isInstanceOf(UnlockOutcome.Unlocked.class);
    assertThat(home().unlock("child", CHILD)).isInstanceOf(UnlockOutcome.Unlocked.class);
    home().keyring.lock(CLI, null);
  }

  private void assertNothingOpensWith(InstallationKey old) {
    try (StateFiles before =
        StateFiles.open(folder, old.derive("", SealedFiles.INTEGRITY_INFO), new Disk())) {
      assertThatThrownBy(() -> before.installationFile().read()).hasMessageContaining("mac");
      assertThatThrownBy(() -> before.keyFiles().readAll()).hasMessageContaining("mac");
      assertThatThrownBy(() -> before.throttleFile().read()).hasMessageContaining("mac");
      assertThatThrownBy(() -> before.heldFile().read()).hasMessageContaining("mac");
    }
    for (KeyFile file : files()) {
      file.slot(KeyFile.UnattendedSlot.class)
          .ifPresent(slot -> {
            assertThat(opens(old, slot)).isFalse();
            assertThat(opens(home().key, slot)).isTrue();
          });
      Subject.PseudonymWrap names = Objects.requireNonNull(file.subject()).pseudonyms();
      try (SecretBytes wrapping = old.derive(names.salt(), "key-service/pseudonyms")) {
        assertThat(names.wrapped().openedBy(wrapping)).isEmpty();
      }
    }
    try (SecretBytes names = home().subjects.own(null).pseudonymKeys().orElseThrow()) {
      assertThat(names.sizeBytes()).isEqualTo(files().size() * 32);
    }
    assertThat(file("owner").installationKey().keyId()).isEqualTo(home().record.now().keyId());
    try (SecretBytes wrapping =
        old.derive(home().record.now().attestation().salt(), "key-service/attestation")) {
      assertThat(home().record.now().attestation().wrapped().openedBy(wrapping)).isEmpty();
    }
    home()
        .record
        .now()
        .serviceKeys()
        .forEach(salt -> {
          String name = salt.principal() + "/" + salt.purpose();
          try (SecretBytes key = old.derive(salt.salt(), "service/" + name)) {
            assertThat(taken.get(name)).isNotEqualTo(hex(key));
          }
        });
  }

  private static boolean opens(InstallationKey key, KeyFile.UnattendedSlot slot) {
    try (SecretBytes wrapping = key.derive(slot.salt(), "aico unattended slot");
        SecretBytes master = slot.wrapped().openedBy(wrapping).orElse(null)) {
      return master != null;
    }
  }

  private static String hex(SecretBytes key) {
    return new String(
        Hex.encode(key).segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
        StandardCharsets.US_ASCII);
  }

  private List<String> keysInTheStore() {
    try (var names = Files.list(folder)) {
      return names
          .map(path -> String.valueOf(path.getFileName()))
          .filter(name -> name.startsWith("installation-"))
          .map(name -> name.replaceAll("installation-(.*)\\.key.*", "$1"))
          .toList();
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private List<String> steps() {
    return journal.events().stream()
        .map(event -> event.details().get("step"))
        .filter(Objects::nonNull)
        .toList();
  }

  private List<KeyFile> files() {
    return home().files.keyFiles().readAll();
  }

  private KeyFile file(String user) {
    return files().stream().filter(file -> file.user().equals(user)).findFirst().orElseThrow();
  }

  private InstallationKey copyOf(KeyPlace place) {
    return InstallationKey.of(
        store(place.storage()).read(place.keyId()).orElseThrow(), place.keyId());
  }

  private KeyStore store(String name) {
    return switch (name) {
      case "file" -> new FileKeyStore(folder, disk);
      case OTHER -> given;
      default -> new AbsentKeyStore("no TPM");
    };
  }

  private Home home() {
    return Objects.requireNonNull(home);
  }

  private void restart() {
    home().close();
    start();
  }

  private void start() {
    home = new Home();
  }

  /** key-service as {@code OpenKeys} puts it together, on this disk. */
  private final class Home implements AutoCloseable {
    final InstallationKey key;
    final StateFiles files;
    final InstallationRecord record;
    final Keyring keyring;
    final ServiceKeys services;
    final InstallationRotation rotation;
    final Unlocking unlocking;
    final Members members;
    final Subjects subjects;
    final Held held;

    Home() {
      Optional<Installation> there = StateFiles.unprovenInstallation(folder);
      KeyPlace place =
          there.map(Installation::place).orElseGet(() -> new KeyPlace(random.id(), "file"));
      key = InstallationKey.open(store(place.storage()), place.keyId(), there.isPresent(), random);
      files = StateFiles.open(folder, key.derive("", SealedFiles.INTEGRITY_INFO), disk);
      there.ifPresent(now ->
          InstallationRotation.holdFormer(
              now, InstallationRotationDiskTest.this::store, key, files));
      Launch launch =
          Launch.open(files.installationFile(), key, place, new Signers(), random, clock);
      record = new InstallationRecord(files.installationFile(), launch.installation());
      held = new Held(files.heldFile(), generation -> {});
      keyring = new Keyring(files.keyFiles(), journal, new Silent(), held);
      Unlocking.Parts parts =
          new Unlocking.Parts(
              new InsecureCheapDerivation(),
              new Throttle(files.throttleFile(), clock),
              launch.attester(),
              new InsecurePlainKit(),
              new InsecurePlainKit(),
              key,
              true,
              random,
              clock,
              journal);
      unlocking = new Unlocking(keyring, parts);
      members = new Members(keyring, parts);
      subjects = new Subjects(keyring, parts);
      services = new ServiceKeys(key, record, random, journal);
      rotation =
          new InstallationRotation(
              record, InstallationRotationDiskTest.this::store, files, keyring, parts);
    }

    /** With a file of each kind. */
    void create() {
      try (SecretBytes password = CountedRandomness.secretOf(OWNER)) {
        ((UnlockOutcome.Created) unlocking.create(CLI, "owner", password, "n")).kit().close();
      }
      try (SecretBytes password = CountedRandomness.secretOf(CHILD)) {
        ((MemberOutcome.Added) members.add(CLI, "owner", "child", password)).kit().close();
      }
      assertThat(unlock("child", "wrong")).isNotInstanceOf(UnlockOutcome.Unlocked.class);
      keyring.lockForPerson(CLI, "child");
    }

    Map<String, String> serviceKeys() {
      Map<String, String> keys = new HashMap<>();
      try (SecretBytes sessions = services.handOut(AUTH, "sessions").key();
          SecretBytes manifests = services.handOut(VAULT, "manifests").key()) {
        keys.put("auth-service/sessions", hex(sessions));
        keys.put("vault-service/manifests", hex(manifests));
      }
      return keys;
    }

    UnlockOutcome unlock(String user, String password) {
      try (SecretBytes secret = CountedRandomness.secretOf(password)) {
        return unlocking.unlock(CLI, user, new Proof.Password(secret), "n");
      }
    }

    /** As the unattended slot opens it. */
    SecretBytes master() {
      KeyFile.UnattendedSlot slot = file("owner").slot(KeyFile.UnattendedSlot.class).orElseThrow();
      try (SecretBytes wrapping = key.derive(slot.salt(), "aico unattended slot")) {
        return slot.wrapped().openedBy(wrapping).orElseThrow();
      }
    }

    @Override
    public void close() {
      keyring.close();
      files.close();
      key.close();
    }
  }

  private static final class Silent implements aico.key.KeyEvents {
    @Override
    public void unlocked(String user, String unlockId) {}

    @Override
    public void locked(String user, String unlockId) {}
  }

  /** Real Ed25519, so that a wrong seed shows. */
  private static final class Signers implements Launch.AttestationKeys {
    @Override
    public NewKey make() {
      try (Ed25519Key key = Ed25519Key.generate()) {
        return new NewKey(Hex.encode(key.publicKey()), key.seed());
      }
    }

    @Override
    public aico.key.Attester open(String publicKey, SecretBytes seed) {
      try (Ed25519Key key = new Ed25519Key(seed)) {
        assertThat(Hex.encode(key.publicKey())).isEqualTo(publicKey);
      }
      return attestation -> "attested";
    }
  }

  /** Random enough for any number of rotations. */
  private static final class CountedIds implements aico.key.Randomness {
    private long next = 1;

    @Override
    public SecretBytes secret(int sizeBytes) {
      return SecretBytes.random(sizeBytes);
    }

    @Override
    public String id() {
      return "%032x".formatted(next++);
    }
  }

  /** A file that somebody else puts there. */
  private static final class Given implements KeyStore {
    final SecretBytes key = SecretBytes.random(InstallationKey.SIZE_BYTES);
    boolean here = true;

    @Override
    public String name() {
      return OTHER;
    }

    @Override
    public Facts facts() {
      return new Facts(false, false, true, true);
    }

    @Override
    public Optional<String> fault() {
      return here ? Optional.empty() : Optional.of("there is no file");
    }

    @Override
    public Optional<SecretBytes> read(String keyId) {
      return here ? Optional.of(key.copy()) : Optional.empty();
    }

    @Override
    public void keep(String keyId, SecretBytes other) {
      throw new KeyException("is only read");
    }

    @Override
    public void remove(String keyId) {
      if (here) {
        throw new KeyException("is only read");
      }
    }

    @Override
    public boolean isReadOnly() {
      return true;
    }
  }
}
