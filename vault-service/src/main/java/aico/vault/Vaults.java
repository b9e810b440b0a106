package aico.vault;

import static aico.vault.Outcome.refused;
import static aico.vault.VaultSet.TURN_LIMIT;

import aico.bus.crypto.SecretBytes;
import aico.vault.Outcome.Reason;
import aico.vault.Recorder.Deed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All vaults of this home: what is asked of them, one operation per vault at a time. */
public final class Vaults {
  /** A list shows what it knows rather than wait for a vault that is being mounted. */
  private static final Duration LIST_LIMIT = Duration.ofMillis(100);

  private final Places places;
  private final Registry registry;
  private final MountPoints points;
  private final Notices notices;
  private final KeyWatch watch;
  private final Hooks hooks;
  private final Locker locker;
  private final Mounter mounter;
  private final Creator creator;
  private final Sharing sharing;
  private final Choices choices;
  private final Adopter adopter;
  private final Rotator rotator;
  private final Checker checker;
  private final VaultSet vaults;
  private final Upkeep upkeep;
  private final Recorder recorder;
  private final ReentrantLock creation = new ReentrantLock(true);
  private List<VaultEntry> leftOpen = List.of();

  /**
   * The vaults of a home; {@link #start} comes first.
   *
   * @param newIds gives 32 hex digits, random
   */
  public Vaults(
      Places places,
      Registry registry,
      UnlockMemory memory,
      VaultFolders folders,
      MountPoints points,
      Gocryptfs gocryptfs,
      FileTrees trees,
      Manifests manifests,
      VaultKeys keys,
      Recorder recorder,
      Notices notices,
      Clocks clocks,
      SystemUsers systemUsers,
      Supplier<String> newIds) {
    this.places = places;
    this.registry = registry;
    this.points = points;
    this.notices = notices;
    this.recorder = recorder;
    Owners owners = new Owners(places, systemUsers);
    watch = new KeyWatch(memory);
    checker = new Checker(manifests, trees, folders, recorder, notices, registry, clocks);
    Looker looker = new Looker(manifests, checker, notices);
    hooks = new Hooks(clocks, recorder, notices, newIds);
    locker = new Locker(gocryptfs, points, folders, recorder, notices, places, checker, hooks);
    mounter =
        new Mounter(
            gocryptfs,
            points,
            folders,
            looker,
            keys,
            recorder,
            notices,
            places,
            owners,
            locker,
            hooks,
            this::ended);
    rotator =
        new Rotator(
            gocryptfs, points, folders, trees, looker, keys, recorder, notices, places, locker,
            mounter);
    sharing = new Sharing(keys, recorder, registry, notices, places);
    choices = new Choices(owners, recorder, registry, notices, places);
    creator = new Creator(gocryptfs, folders, keys, owners, recorder, registry, newIds);
    adopter = new Adopter(gocryptfs, folders, keys, recorder, registry, newIds);
    vaults = new VaultSet(registry, locker, mounter, notices);
    upkeep =
        new Upkeep(
            vaults,
            watch,
            gocryptfs,
            locker,
            mounter,
            new IdleLock(gocryptfs, clocks, notices, places),
            new GracePeriods(clocks),
            checker,
            notices,
            places);
  }

  /** Reads the registry and takes down whatever an earlier process left mounted. */
  public void start() {
    registry.load().forEach(entry -> vaults.add(new Vault(entry)));
    List<Path> open = pointsLeft();
    leftOpen =
        vaults.all().stream()
            .map(Vault::entry)
            .filter(entry -> open.contains(places.mountPoint(entry)))
            .toList();
    vaults.inParallel(vaults.all(), vault -> vault.inTurn(TURN_LIMIT, () -> takeDown(vault)));
    for (Path left : pointsLeft()) {
      notices.warn("%s: not a vault of this home; left as it is".formatted(left));
    }
  }

  private List<Path> pointsLeft() {
    return Stream.concat(Stream.of(places.mounts()), points.leftBelow(places.mountsFor()).stream())
        .flatMap(parent -> points.leftBelow(parent).stream())
        .toList();
  }

  private boolean takeDown(Vault vault) {
    rotator.takeDownNew(vault.entry().layout());
    return locker.takeDown(vault);
  }

  /** Records the end of what an earlier process had mounted and could not record itself. */
  public void recordLeftOpen() {
    for (VaultEntry left : leftOpen) {
      try {
        recorder.recordReserved(Deed.UNMOUNTED, left, Asker.self("left by a dead process"), true);
      } catch (Recorder.NotRecordedException unrecorded) {
        notices.warn(
            "vault %s: locked without a record: %s"
                .formatted(left.name(), unrecorded.getMessage()));
      }
    }
    leftOpen = List.of();
  }

  /** Locks everything; mounts nothing any more. */
  public void stop() {
    vaults.stopMounting();
    vaults.lockWhere(vault -> true, Asker.self("stop"));
    hooks.close();
    checker.stop();
  }

  /** Makes a vault and mounts it. */
  public Outcome create(VaultName name, @Nullable Path at, String user, Asker asker) {
    return create(name, at, user, null, asker);
  }

  /** Likewise, mounted for a system user of its own. */
  public Outcome create(
      VaultName name, @Nullable Path at, String user, @Nullable String systemUser, Asker asker) {
    return made(name, asker, () -> creator.create(name, at, user, systemUser, asker));
  }

  /** Takes up ciphertext that lies at {@code at/name/cipher}, and mounts it. */
  public Outcome adopt(VaultName name, Path at, String user, SecretBytes password, Asker asker) {
    return made(name, asker, () -> adopter.adopt(name, at, user, password, asker));
  }

  private Outcome made(VaultName name, Asker asker, Supplier<Creator.Made> making) {
    creation.lock();
    try {
      if (vaults.get(name) != null) {
        return new Outcome.Refused(Reason.FAILED, "name", "vault %s: exists".formatted(name));
      }
      if (vaults.all().size() >= Registry.MAX_VAULTS) {
        return refused(
            Reason.FAILED, "vaults: %d (expected: < %1$d)".formatted(Registry.MAX_VAULTS));
      }
      return switch (making.get()) {
        case Creator.Made.Not(Outcome.Refused why) -> why;
        case Creator.Made.Entry(VaultEntry entry) -> {
          Vault vault = new Vault(entry);
          vaults.add(vault);
          yield vaults.mountInTurn(vault, asker);
        }
      };
    } catch (VaultException impossible) {
      return refused(Reason.FAILED, "vault %s: %s".formatted(name, impossible.getMessage()));
    } finally {
      creation.unlock();
    }
  }

  /** Mounts a vault for a person, and ends that it was held. */
  public Outcome mount(VaultName name, Asker asker) {
    Vault vault = vaults.get(name);
    return vault == null ? unknown(name) : vaults.mountInTurn(vault, asker);
  }

  /** Locks a vault for a person; it is held until a person mounts it. */
  public Outcome unmount(VaultName name, Asker asker) {
    Vault vault = vaults.get(name);
    return vault == null
        ? unknown(name)
        : vault
            .inTurnToLock(TURN_LIMIT, () -> unmountAndHold(vault, asker))
            .orElseGet(() -> VaultSet.busy(vault));
  }

  private Outcome unmountAndHold(Vault vault, Asker asker) {
    vault.want(false);
    @Nullable String unheld = vaults.hold(vault, true);
    if (!locker.lock(vault, asker)) {
      return refused(
          Reason.FAILED,
          "vault %s: not locked yet: %s"
              .formatted(vault.entry().name(), vault.condition().detail()));
    }
    return unheld == null
        ? new Outcome.Done(vault.view(places))
        : refused(
            Reason.FAILED,
            "vault %s: locked, but may mount at the next unlock: %s"
                .formatted(vault.entry().name(), unheld));
  }

  /** Changes what its owner chose for a vault; takes effect at once, but mounts nothing. */
  public Outcome configure(VaultName name, UnaryOperator<VaultSettings> change, Asker asker) {
    return inTurn(name, vault -> choices.change(vault, change, asker));
  }

  /** Records that a folder of plain files was taken into a vault. */
  public Outcome imported(VaultName name, Asker asker) {
    return inTurn(
        name,
        vault -> {
          recorder.record(Deed.IMPORTED, vault.entry(), asker, true);
          return new Outcome.Done(vault.view(places));
        });
  }

  /** What the registry has of a vault. */
  public Optional<VaultEntry> entry(VaultName name) {
    return Optional.ofNullable(vaults.get(name)).map(Vault::entry);
  }

  /** Lets another user open a vault, too. */
  public Outcome share(VaultName name, String user, Asker asker) {
    return inTurn(name, vault -> sharing.share(vault, user, asker));
  }

  /** Ends that another user can open a vault; only {@link #rotate} makes it certain. */
  public Outcome unshare(VaultName name, String user, Asker asker) {
    return inTurn(name, vault -> sharing.unshare(vault, user, asker));
  }

  private Outcome inTurn(VaultName name, Function<Vault, Outcome> work) {
    Vault vault = vaults.get(name);
    return vault == null
        ? unknown(name)
        : vault.inTurn(TURN_LIMIT, () -> work.apply(vault)).orElseGet(() -> VaultSet.busy(vault));
  }

  /**
   * Begins to give a vault a new key, or says how far that is; empty when there is no such vault.
   * It goes on by itself; a lock ends it, and what was copied is kept for the next one.
   */
  public Optional<RotationView> rotate(VaultName name, Asker asker) {
    Vault vault = vaults.get(name);
    if (vault == null) {
      return Optional.empty();
    }
    Rotation rotation = vault.beginRotation();
    if (rotation != null) {
      vault.want(false);
      Thread.ofPlatform()
          .daemon()
          .name("rotate-" + name)
          .start(() -> rotation.ended(rotateInTurn(vault, rotation, asker)));
    }
    return rotation(name);
  }

  private Outcome rotateInTurn(Vault vault, Rotation rotation, Asker asker) {
    try {
      return vault
          .inTurn(
              TURN_LIMIT,
              () ->
                  vaults.isStopping()
                      ? refused(Reason.UNREACHABLE, "vault-service is stopping")
                      : rotator.rotate(vault, rotation, asker))
          .orElseGet(() -> VaultSet.busy(vault));
    } catch (RuntimeException broken) {
      notices.warn("vault %s: %s".formatted(vault.entry().name(), broken.getMessage()));
      return refused(
          Reason.FAILED, "vault %s: %s".formatted(vault.entry().name(), broken.getMessage()));
    }
  }

  /** How far the rotation of a vault is; empty when there is no such vault. */
  public Optional<RotationView> rotation(VaultName name) {
    return Optional.ofNullable(vaults.get(name))
        .map(
            vault -> vault.rotation().map(Rotation::view).orElseGet(() -> RotationView.none(name)));
  }

  /**
   * Begins to read a vault's ciphertext and compare it with its manifest, or says how far that is;
   * empty when there is no such vault.
   *
   * @param accept makes the manifest anew from what is there; only while locked
   */
  public Optional<CheckView> check(VaultName name, boolean accept, Asker asker) {
    Vault vault = vaults.get(name);
    if (vault == null) {
      return Optional.empty();
    }
    checker.start(vault, accept, asker);
    return checking(name);
  }

  /** How far the check of a vault is; empty when there is no such vault. */
  public Optional<CheckView> checking(VaultName name) {
    return Optional.ofNullable(vaults.get(name))
        .map(vault -> vault.check().map(Check::view).orElseGet(() -> CheckView.none(name)));
  }

  /** All vaults by name; those at rest are looked at anew. */
  public List<VaultView> list() {
    for (Vault vault : vaults.all()) {
      vault.inTurn(LIST_LIMIT, () -> refresh(vault));
    }
    return vaults.all().stream().map(vault -> vault.view(places)).toList();
  }

  private Vault refresh(Vault vault) {
    switch (vault.state()) {
      case ABSENT, LOCKED -> locker.rest(vault, vault.condition().detail());
      // A wrong key is not seen in the folder: only a mount that works ends damage.
      case DAMAGED, MOUNTING, MOUNTED, UNMOUNTING -> {}
    }
    return vault;
  }

  /** Where the files of a vault are while it is mounted; empty when there is no such vault. */
  public Optional<Path> path(VaultName name) {
    return entry(name).map(places::files);
  }

  /** What the owner's programs are told, and tell. */
  public Hooks hooks() {
    return hooks;
  }

  /** Locks everything for a person: nothing mounts by itself until a person unlocks. */
  public List<VaultView> lockAll(Asker asker) {
    remembering(watch::lockedByPerson);
    vaults.lockWhere(vault -> true, asker);
    return list();
  }

  /** Locks what nobody but this user holds open; nothing mounts by this unlock of theirs. */
  public List<VaultView> lockAllOf(String user, Asker asker) {
    Set<String> left = watch.openWithout(user);
    remembering(() -> watch.lockedByPerson(user));
    vaults.lockWhere(vault -> vault.entry().holders().stream().noneMatch(left::contains), asker);
    return list();
  }

  private void remembering(Runnable lock) {
    try {
      lock.run();
    } catch (VaultException unsaved) {
      notices.warn("the lock does not last across a crash: " + unsaved.getMessage());
    }
  }

  /** How many mounts there have been; taken before asking key-service, see {@link #follow}. */
  public long mark() {
    return mounter.mark();
  }

  /**
   * key-service says who is unlocked, users with their unlock ids: returns when all are locked that
   * are to be, and mounts the others meanwhile.
   *
   * @param unattended those of them whose keys opened with nobody there: of theirs only the vaults
   *     mount that are to mount at a start, until they come themselves
   * @param incarnation which key-service says so; see {@link KeyWatch#seen}
   * @param mark from before it was asked: a vault mounted since then is newer than the answer
   */
  public void follow(
      Map<String, String> unlocked, Set<String> unattended, String incarnation, long mark) {
    upkeep.follow(unlocked, unattended, incarnation, mark);
  }

  /** key-service does not answer: everything is locked that has no grace period, or none left. */
  public void keysAreSilent() {
    upkeep.keysAreSilent();
  }

  /**
   * Brings to their end the locks and mounts that did not come to it, and notices mounts that went
   * away.
   */
  public void tick() {
    upkeep.tick();
  }

  private void ended(Vault vault, long mountNumber, int exitCode) {
    upkeep.ended(vault, mountNumber, exitCode);
  }

  private static Outcome unknown(VaultName name) {
    return new Outcome.Refused(Reason.USAGE, "name", "vault %s: there is none".formatted(name));
  }
}
