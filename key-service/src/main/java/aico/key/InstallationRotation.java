package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.SecretBytes;
import aico.key.Installation.Rotation;
import aico.key.Installation.ServiceKeySalt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a new installation key in the old one's place while everything runs, in steps of which each
 * is durable before the next:
 *
 * <ol>
 *   <li>the record of the installation says which key is coming, and where it will be
 *   <li>its store has it, and has given it back unchanged
 *   <li>the record is replaced by one under the new key, with a new salt for each key of a service:
 *       from here on the new key holds, and the old one only opens what is not under the new one
 *   <li>what hangs on the old key in key files is wrapped anew, and every state file is sealed anew
 *   <li>each service seals its files anew and says so; its old salt is forgotten
 *   <li>with the last of these the old key is removed from its store
 *   <li>the record says nothing of a rotation any more
 * </ol>
 *
 * <p>Cut off before the third step it is rolled back, afterwards it goes on: {@link #goOn}, at the
 * next start. A user who was locked meanwhile has the old key in their second copy until they
 * unlock; it opens nothing.
 */
public final class InstallationRotation {
  /** Somebody else may change a key file meanwhile, though hardly so often. */
  private static final int TRIES_LIMIT = 8;

  private static final System.Logger LOG = System.getLogger(InstallationRotation.class.getName());

  private final InstallationRecord record;
  private final InstallationKey key;
  private final KeyStores stores;
  private final SealedFiles files;
  private final Keyring keyring;
  private final Slots slots;
  private final SubjectKeys subjectKeys;
  private final Randomness random;
  private final Journal journal;
  private boolean carriedOver;
  private volatile @Nullable String left;

  public InstallationRotation(
      InstallationRecord record,
      KeyStores stores,
      SealedFiles files,
      Keyring keyring,
      Unlocking.Parts parts) {
    this.record = record;
    this.stores = stores;
    this.files = files;
    this.keyring = keyring;
    key = parts.installationKey();
    random = parts.random();
    journal = parts.journal();
    slots = new Slots(parts.derivation(), random);
    subjectKeys = new SubjectKeys(key, random);
  }

  /**
   * At a start: holds the key before this one, too, when a rotation had come so far. It is gone
   * from its store only after nothing needed it any more.
   *
   * @param unproven the record of the installation, which nothing has authenticated yet
   * @throws KeyException when it is gone though a service needs it
   */
  public static void holdFormer(
      Installation unproven, KeyStores stores, InstallationKey key, SealedFiles files) {
    Rotation rotation = unproven.rotation();
    if (rotation == null || !unproven.isSwitched()) {
      return;
    }
    KeyPlace from = rotation.from();
    Optional<SecretBytes> former = stores.named(from.storage()).read(from.keyId());
    if (former.isPresent()) {
      key.holdFormer(InstallationKey.of(former.get(), from.keyId()));
      files.acceptFormer(key.deriveFormer("", SealedFiles.INTEGRITY_INFO));
    } else if (!unproven.untaken().isEmpty()) {
      throw new KeyException(
          ("installation key: the one before it is not in the key storage '%s' any more, while %s"
                  + " need it still: put it back until the rotation has ended")
              .formatted(from.storage(), String.join(", ", unproven.untaken())));
    }
  }

  /**
   * How far a rotation is.
   *
   * @param waiting for what, in words; empty when it is over
   */
  public record Progress(KeyPlace from, KeyPlace to, List<String> waiting) {
    public Progress {
      waiting = List.copyOf(waiting);
    }
  }

  /** The one that is under way; never waits. */
  public Optional<Progress> progress() {
    Installation now = record.now();
    return Optional.ofNullable(now.rotation()).map(rotation -> progress(now, rotation));
  }

  private Progress progress(Installation now, Rotation rotation) {
    List<String> waiting = new ArrayList<>(now.untaken());
    String stays = left;
    if (stays != null) {
      waiting.add(rotation.from().storage() + ": " + stays);
    } else if (waiting.isEmpty()) {
      waiting.add("key-service");
    }
    return new Progress(rotation.from(), rotation.to(), waiting);
  }

  /**
   * Begins a rotation, or goes on with the one there is.
   *
   * @param user whose second copy of the new key is kept from the first step on
   * @param master of that user; not closed
   * @param storage where the new key is to be; null for where the old one is
   * @throws KeyException when that store cannot be used or does not give back what it was given;
   *     then the old key holds
   * @throws NotRecorded when it cannot be recorded; then it was not begun, or it waits
   */
  public synchronized Progress begin(
      Asker asker, String user, SecretBytes master, @Nullable String storage) {
    if (!record.now().isSwitched()) {
      rollBack(asker);
      KeyStore target = stores.named(storage == null ? record.now().keyStorage() : storage);
      KeyStorageMove.requireUsable(target);
      stores.named(record.now().keyStorage()).nameById(record.now().keyId());
      begin(asker, user, master, target);
    }
    Rotation rotation = record.now().rotation();
    goOn(asker);
    return progress()
        .or(() -> Optional.ofNullable(rotation).map(r -> new Progress(r.from(), r.to(), List.of())))
        .orElseThrow();
  }

  private void begin(Asker asker, String user, SecretBytes master, KeyStore target) {
    String id = random.id();
    InstallationKey next = next(target, id);
    boolean switched = false;
    try {
      Rotation rotation =
          new Rotation(
              record.now().place(),
              new KeyPlace(id, target.name()),
              user,
              next.wrappedUnder(master, random.id()));
      journal.record(event(asker, rotation, "begun"));
      record.change(now -> now.rotating(rotation));
      next.keepIn(target, id);
      if (!next.isIn(target, id)) {
        throw new KeyException(
            "key storage '%s': does not give back the key it was given".formatted(target.name()));
      }
      switchTo(rotation, next);
      switched = true;
    } catch (RuntimeException failed) {
      try {
        rollBack(asker);
      } catch (RuntimeException waits) {
        failed.addSuppressed(waits);
      }
      throw failed;
    } finally {
      if (!switched) {
        next.close();
      }
    }
  }

  /** A new key, or the one that somebody put into a store that is only read here. */
  private InstallationKey next(KeyStore target, String id) {
    if (!target.isReadOnly()) {
      return InstallationKey.of(random.secret(InstallationKey.SIZE_BYTES), id);
    }
    InstallationKey given =
        InstallationKey.of(
            target
                .read(id)
                .orElseThrow(
                    () -> new KeyException("key storage '%s': is empty".formatted(target.name()))),
            id);
    if (given.sameAs(key)) {
      given.close();
      throw new KeyException(
          ("key storage '%s': is filled from outside, and has the key there is. Put a new one"
                  + " beside it (openssl rand -hex 32) and name its file: --into mounted:/its/file;"
                  + " or aico keystore move file first")
              .formatted(target.name()));
    }
    return given;
  }

  private void switchTo(Rotation rotation, InstallationKey next) {
    boolean unused =
        record.unchanged(() -> {
          Installation.AttestationKey attestation = carriedOver(record.now().attestation(), next);
          List<ServiceKeySalt> both = new ArrayList<>(record.now().serviceKeys());
          for (ServiceKeySalt old : record.now().serviceKeys()) {
            both.add(
                new ServiceKeySalt(old.principal(), old.purpose(), old.epoch() + 1, random.id()));
          }
          if (both.size() > Installation.SERVICE_KEYS_LIMIT) {
            throw new KeyException("service keys: too many for a rotation: " + both.size());
          }
          files.succeed(
              next.derive("", SealedFiles.INTEGRITY_INFO),
              () -> record.change(now -> now.switched(rotation, attestation, both)));
          key.succeed(next);
          return true;
        });
  }

  private Installation.AttestationKey carriedOver(
      Installation.AttestationKey attestation, InstallationKey next) {
    String salt = random.id();
    try (SecretBytes old = key.derive(attestation.salt(), Launch.ATTESTATION_INFO);
        SecretBytes seed =
            attestation
                .wrapped()
                .openedBy(old)
                .orElseThrow(() -> new KeyException("attestation key: does not open"));
        SecretBytes wrappingKey = next.derive(salt, Launch.ATTESTATION_INFO)) {
      return new Installation.AttestationKey(
          attestation.publicKey(), salt, Wrapped.of(wrappingKey, seed));
    }
  }

  /** The new key goes, which nothing is under yet. */
  private void rollBack(Asker asker) {
    Rotation rotation = record.now().rotation();
    if (rotation == null) {
      return;
    }
    journal.record(event(asker, rotation, "rolled_back"));
    // A switch that failed may stand on disk all the same.
    record.change(now -> now.rotating(rotation));
    KeyStore target = stores.named(rotation.to().storage());
    if (!target.isReadOnly()) {
      target.remove(rotation.to().keyId());
    }
    record.change(now -> now.rotating(null));
  }

  /**
   * Ends what was cut off, one way or the other, as far as it can be. Only after the trail has said
   * that no key file is an older copy.
   *
   * @throws KeyException when something stays to be done; then it waits for the next time
   */
  public synchronized void goOn(Asker asker) {
    if (record.now().rotation() == null) {
      return;
    }
    if (!record.now().isSwitched()) {
      rollBack(asker);
      return;
    }
    carryOver(asker);
    carriedOver = true;
    settle(asker);
  }

  /** A service has taken its key: forgets the old one with the last of them. */
  public synchronized void taken(Asker asker) {
    try {
      settle(asker);
    } catch (KeyException waits) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the old installation key is still there: {0}",
          waits.getMessage());
    }
  }

  private void settle(Asker asker) {
    Rotation rotation = record.now().rotation();
    if (rotation == null || !carriedOver || !record.now().untaken().isEmpty()) {
      return;
    }
    // Once more: somebody may have been wrapping under the old key as it was exchanged.
    carryOver(asker);
    if (left == null) {
      journal.record(event(asker, rotation, "done"));
    }
    try {
      stores.named(rotation.from().storage()).remove(rotation.from().keyId());
      left = null;
    } catch (KeyException stays) {
      left = String.valueOf(stays.getMessage());
      journal.record(event(asker, rotation, "copy_left").with("left", left));
      return;
    }
    key.forgetFormer();
    files.forgetFormer();
    record.change(now -> now.rotating(null));
  }

  /** Without the old key in its store all this was done before. */
  private void carryOver(Asker asker) {
    Rotation rotation = record.now().rotation();
    if (rotation == null || !key.hasFormer()) {
      return;
    }
    for (KeyFile file : keyring.files()) {
      carryOver(asker, file.user(), rotation);
    }
    files.resealAll();
  }

  private void carryOver(Asker asker, String user, Rotation rotation) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> file = keyring.file(user);
      Optional<KeyFile> next = file.flatMap(old -> carriedOver(old, rotation));
      if (next.isEmpty()) {
        return;
      }
      var unused =
          keyring.replace(file.orElseThrow(), next.get(), carried(asker, user, key.keyId()));
    }
    throw new KeyException("keys/%s.json: changed too often".formatted(user));
  }

  /** The next generation, nearer to the new key; nothing when it is there. */
  private Optional<KeyFile> carriedOver(KeyFile file, Rotation rotation) {
    Optional<KeyFile.UnattendedSlot> slot =
        file.slot(KeyFile.UnattendedSlot.class).flatMap(old -> slots.carriedOver(old, key));
    if (slot.isPresent()) {
      return Optional.of(file.with(slot.get()));
    }
    Optional<Subject> subject =
        Optional.ofNullable(file.subject()).flatMap(subjectKeys::carriedOver);
    if (subject.isPresent()) {
      return Optional.of(file.with(subject.get()));
    }
    if (file.installationKey().keyId().equals(key.keyId())) {
      return Optional.empty();
    }
    if (file.user().equals(rotation.user())) {
      return Optional.of(file.with(rotation.copy()));
    }
    try {
      return keyring
          .unlocked(file.user())
          .map(open -> file.with(key.wrappedUnder(open::derive, random.id())));
    } catch (UnlockedUser.LockedMeanwhile atTheirNextUnlock) {
      return Optional.empty();
    }
  }

  /**
   * A new second copy for a user who was locked as the key was rotated.
   *
   * @return false when their file is another by now
   */
  static boolean renewCopy(
      Asker asker, Keyring keyring, Keyring.Opened user, InstallationKey key, Randomness random) {
    return keyring.replace(
        user.file(),
        user.file().with(key.wrappedUnder(user.keys()::derive, random.id())),
        carried(asker, user.file().user(), key.keyId()));
  }

  private static AuditEvent carried(Asker asker, String user, String keyId) {
    return about(EventCode.KEY_INSTALLATION_ROTATED, asker, user)
        .on(new Resource("key", "installation/" + keyId))
        .with("step", "carried_over");
  }

  private static AuditEvent event(Asker asker, Rotation rotation, String step) {
    return about(EventCode.KEY_INSTALLATION_ROTATED, asker, null)
        .on(new Resource("key", "installation/" + rotation.to().keyId()))
        .with("before", rotation.from().keyId())
        .with("from", rotation.from().storage())
        .with("to", rotation.to().storage())
        .with("step", step);
  }
}
