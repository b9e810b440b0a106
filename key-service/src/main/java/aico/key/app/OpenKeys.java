package aico.key.app;

import aico.bus.contract.Principals;
import aico.bus.crypto.NativeLibraries;
import aico.key.Asker;
import aico.key.FirstLaunchFile;
import aico.key.FreeMemory;
import aico.key.Held;
import aico.key.Household;
import aico.key.InstallationChanges;
import aico.key.InstallationKey;
import aico.key.InstallationRecord;
import aico.key.InstallationRotation;
import aico.key.Journal;
import aico.key.KeyEvents;
import aico.key.KeyPlace;
import aico.key.KeyStorageMove;
import aico.key.KeyStore;
import aico.key.KeyStoreInUse;
import aico.key.Keyring;
import aico.key.Launch;
import aico.key.Letters;
import aico.key.MasterRotation;
import aico.key.Members;
import aico.key.NotRecorded;
import aico.key.Randomness;
import aico.key.SealedFiles;
import aico.key.ServiceKeys;
import aico.key.SlotChanges;
import aico.key.SlotTests;
import aico.key.Subjects;
import aico.key.Throttle;
import aico.key.ToldKeyFiles;
import aico.key.UnattendedStart;
import aico.key.Unlocking;
import aico.key.VaultKeys;
import aico.key.VaultShares;
import aico.key.crypto.Argon2id;
import aico.key.crypto.AttestationSigner;
import aico.key.crypto.DerivationQueue;
import aico.key.crypto.SystemRandomness;
import aico.key.crypto.WordKit;
import aico.key.crypto.WordShares;
import aico.key.storage.FileKeyStore;
import aico.key.storage.StateFiles;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything that an open state folder gives, on the real adapters. Closing zeroes all keys.
 *
 * <p>The order matters: native libraries, then the installation key (or the refusal to make
 * another), then the record of the installation under it, then the users' files.
 */
public final class OpenKeys implements AutoCloseable {
  /** As the trail calls {@code held.json}. */
  private static final String HELD_STORE = "held";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Randomness random = new SystemRandomness();
  private final String incarnation = random.id();
  private final KeyStorage stores;
  private final InstallationRecord record;
  private final InstallationChanges installationChanges;
  private final Launch launch;
  private final ToldKeyFiles keyFiles;
  private final long heldAtFirst;
  private final Keyring keyring;
  private final Unlocking unlocking;
  private final SlotTests slotTests;
  private final SlotChanges slotChanges;
  private final MasterRotation masterRotation;
  private final UnattendedStart unattendedStart;
  private final Members members;
  private final VaultKeys vaultKeys;
  private final VaultShares vaultShares;
  private final ServiceKeys serviceKeys;
  private final Subjects subjects;

  /** Opens the folder with the key storage {@code file}. */
  OpenKeys(Path folder, FreeMemory memory, InstantSource clock, Journal journal, KeyEvents events) {
    this(
        folder,
        new KeyStorage(folder, Map.of()),
        FileKeyStore.NAME,
        memory,
        clock,
        journal,
        events);
  }

  /**
   * Opens the folder; makes what is missing at the first launch.
   *
   * @param choice the key storage that a first launch takes, or {@link KeyStorage#AUTO}
   * @throws aico.bus.crypto.MissingLibraryException naming the package
   * @throws aico.key.KeyException when the folder cannot be used safely, with a sentence
   */
  public OpenKeys(
      Path folder,
      KeyStorage stores,
      String choice,
      FreeMemory memory,
      InstantSource clock,
      Journal journal,
      KeyEvents events) {
    NativeLibraries.requireAll();
    Argon2id.require();
    this.stores = stores;
    try {
      FirstLaunchFile firstLaunch = StateFiles.firstLaunchFile(folder);
      KeyPlace place = place(folder, firstLaunch, stores, choice);
      KeyStore store = stores.named(place.storage());
      InstallationKey installationKey =
          closing(
              InstallationKey.open(store, place.keyId(), StateFiles.stateExists(folder), random));
      StateFiles files =
          closing(StateFiles.open(folder, installationKey.derive("", SealedFiles.INTEGRITY_INFO)));
      StateFiles.unprovenInstallation(folder)
          .ifPresent(now -> InstallationRotation.holdFormer(now, stores, installationKey, files));
      launch =
          Launch.open(
              files.installationFile(),
              installationKey,
              place,
              new AttestationSigner.Keys(),
              random,
              clock);
      firstLaunch.remove();
      record = new InstallationRecord(files.installationFile(), launch.installation());
      KeyStorageMove move = new KeyStorageMove(record, stores, files.keyMoveFile(), journal);
      settle(move);
      keyFiles = new ToldKeyFiles(files.keyFiles(), journal::written);
      DerivationQueue derivation = closing(new DerivationQueue(new Argon2id(), memory));
      Held held = new Held(files.heldFile(), generation -> journal.written(HELD_STORE, generation));
      heldAtFirst = held.generation();
      keyring = closing(new Keyring(keyFiles, journal, events, held));
      Unlocking.Parts parts =
          new Unlocking.Parts(
              derivation,
              new Throttle(files.throttleFile(), clock),
              launch.attester(),
              new WordKit(),
              new WordShares(),
              installationKey,
              store.facts().allowsUnattendedStart(),
              random,
              clock,
              journal);
      unlocking = new Unlocking(keyring, parts);
      slotTests = new SlotTests(files.slotTestFile());
      slotChanges = new SlotChanges(keyring, slotTests, parts);
      masterRotation = new MasterRotation(keyring, parts);
      unattendedStart =
          new UnattendedStart(
              keyring,
              installationKey,
              new KeyStoreInUse(record, stores),
              derivation,
              random,
              new Household(keyring, parts));
      members = new Members(keyring, parts);
      Letters letters = new Letters(keyring);
      vaultKeys = new VaultKeys(keyring, letters, parts);
      vaultShares = new VaultShares(keyring, letters);
      serviceKeys = new ServiceKeys(installationKey, record, random, journal);
      subjects = new Subjects(keyring, parts);
      installationChanges =
          new InstallationChanges(
              keyring,
              record,
              move,
              new InstallationRotation(record, stores, files, keyring, parts),
              parts);
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  /** What a move that was cut off left; when the trail has no room, that waits. */
  private static void settle(KeyStorageMove move) {
    try {
      move.settle(new Asker(Principals.KEY, null));
    } catch (NotRecorded later) {
      System.getLogger(OpenKeys.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "a move of the installation key waits: {0}",
              later.getMessage());
    }
  }

  /** What is recorded; else what an earlier first launch began; else what this one is to make. */
  private KeyPlace place(
      Path folder, FirstLaunchFile firstLaunch, KeyStorage stores, String choice) {
    return StateFiles.unprovenPlace(folder)
        .or(firstLaunch::read)
        .orElseGet(() -> {
          StateFiles.requireNoState(folder);
          String storage = choice.equals(KeyStorage.AUTO) ? stores.auto() : choice;
          KeyPlace fresh = new KeyPlace(random.id(), stores.named(storage).name());
          firstLaunch.write(fresh);
          return fresh;
        });
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  public String incarnation() {
    return incarnation;
  }

  /** The Ed25519 key that verifies attestations, 32 bytes as hex. */
  public String attestationKey() {
    return launch.installation().attestation().publicKey();
  }

  /** The store that holds the installation key. */
  public KeyStore keyStore() {
    return new KeyStoreInUse(record, stores);
  }

  public InstallationChanges installationChanges() {
    return installationChanges;
  }

  /** The key files, and whom a person locked, with the generations they were found in. */
  public Map<String, Long> generations() {
    Map<String, Long> all = new HashMap<>(keyFiles.generations());
    all.put(HELD_STORE, heldAtFirst);
    return Map.copyOf(all);
  }

  /** A store of {@link #generations} as a person knows it. */
  public String shown(String store) {
    return keyFiles.shown(store);
  }

  public Keyring keyring() {
    return keyring;
  }

  public Unlocking unlocking() {
    return unlocking;
  }

  public SlotChanges slotChanges() {
    return slotChanges;
  }

  public SlotTests slotTests() {
    return slotTests;
  }

  public MasterRotation masterRotation() {
    return masterRotation;
  }

  public UnattendedStart unattendedStart() {
    return unattendedStart;
  }

  public Members members() {
    return members;
  }

  public VaultShares vaultShares() {
    return vaultShares;
  }

  public VaultKeys vaultKeys() {
    return vaultKeys;
  }

  public ServiceKeys serviceKeys() {
    return serviceKeys;
  }

  public Subjects subjects() {
    return subjects;
  }

  /** Users first, the installation key last. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception stillInUse) {
        System.getLogger(OpenKeys.class.getName())
            .log(System.Logger.Level.ERROR, "a key was not zeroed", stillInUse);
      }
    }
  }
}
