package aico.key.app;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.Principals;
import aico.bus.crypto.CryptoException;
import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.ProcessHardening;
import aico.bus.crypto.SecretBytes;
import aico.key.Asker;
import aico.key.CopiedKeys;
import aico.key.CopiedKeys.Opening;
import aico.key.Installation;
import aico.key.InstallationKey;
import aico.key.InstallationRecord;
import aico.key.Journal;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.KeyPlace;
import aico.key.KeyStorageMove;
import aico.key.KeyStore;
import aico.key.Proof;
import aico.key.SealedFiles;
import aico.key.crypto.Argon2id;
import aico.key.crypto.DerivationQueue;
import aico.key.crypto.WordKit;
import aico.key.os.LinuxMemory;
import aico.key.storage.MountedKeyStore;
import aico.key.storage.StateFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works on key storages as the user and in the surroundings of key-service, which need not run:
 *
 * <pre>
 * KeyStoreMain list FOLDER
 * KeyStoreMain move FOLDER USER STORE password|kit
 * </pre>
 *
 * <p>{@code move} takes the installation key out of its second copy, which that user's password or
 * kit opens, and puts it into another store, for when the old one is dead; nothing else may run on
 * the folder meanwhile. The secret comes as one line of lower-case hex on standard input. What it
 * did is recorded by the next start of key-service, which also empties the old store if it can. It
 * prints {@code moved FROM TO}.
 *
 * <p>{@code list} prints one line each: {@code store NAME FACTS used|free FAULT}, where FACTS are
 * the four of {@link KeyStore.Facts} in their order as 0 and 1, and FAULT is {@code -} or the rest
 * of the line.
 *
 * <p>Exit code 0; 1 with a sentence on standard error; 2 for wrong arguments; 12 when the secret
 * opens nothing; 13 with a sentence when it can be no recovery kit.
 */
public final class KeyStoreMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int WRONG = 12;
  private static final int MISTYPED = 13;
  private static final int MOVE_WORDS = 5;

  private KeyStoreMain() {}

  public static void main(String[] arguments) {
    List<String> given = List.of(arguments);
    boolean list = given.size() == 2 && given.getFirst().equals("list");
    boolean move =
        given.size() == MOVE_WORDS
            && given.getFirst().equals("move")
            && List.of("password", "kit").contains(given.getLast());
    if (!list && !move) {
      System.err.println("usage: KeyStoreMain list FOLDER | move FOLDER USER STORE password|kit");
      System.exit(USAGE);
    }
    try {
      NativeLibraries.requireAll();
      ProcessHardening.apply();
      if (list) {
        lines(Path.of(given.get(1))).forEach(System.out::println);
        System.exit(0);
      }
      System.exit(move(Path.of(given.get(1)), given.get(2), given.get(3), given.getLast()));
    } catch (KeyException | CryptoException failed) {
      System.err.println(failed.getMessage());
      System.exit(FAILED);
    }
  }

  private static int move(Path folder, String user, String storage, String kind) {
    Argon2id.require();
    List<KeyFile> users = StateFiles.unproven(folder);
    try (SecretBytes secret = StandardInput.secret();
        DerivationQueue derivation = new DerivationQueue(new Argon2id(), new LinuxMemory())) {
      Proof proof = kind.equals("kit") ? new Proof.Kit(secret) : new Proof.Password(secret);
      return switch (CopiedKeys.open(users, user, proof, derivation, new WordKit())) {
        case Opening.Wrong() -> WRONG;
        case Opening.Mistyped(String fault) -> {
          System.err.println(fault);
          yield MISTYPED;
        }
        case Opening.Opened(CopiedKeys keys) -> {
          try (keys;
              InstallationKey key = keys.installationKey()) {
            System.out.println(moved(folder, key, storage));
          }
          yield 0;
        }
      };
    }
  }

  private static String moved(Path folder, InstallationKey key, String storage) {
    try (StateFiles files = StateFiles.open(folder, key.derive("", SealedFiles.INTEGRITY_INFO))) {
      Installation before =
          files
              .installationFile()
              .read()
              .orElseThrow(() -> new KeyException(folder + "/installation.json: missing"));
      InstallationRecord record = new InstallationRecord(files.installationFile(), before);
      KeyStorageMove move =
          new KeyStorageMove(
              record,
              new KeyStorage(folder, System.getenv()),
              files.keyMoveFile(),
              new NobodyListens());
      move.settle(new Asker(Principals.KEY, null));
      move.carryOver(key, storage);
      return "moved %s %s".formatted(before.keyStorage(), record.now().keyStorage());
    }
  }

  /** key-service, which has the way to the trail, does not run; its next start records. */
  private static final class NobodyListens implements Journal {
    @Override
    public void record(AuditEvent event) {}

    @Override
    public void recordReserved(AuditEvent event) {}
  }

  private static List<String> lines(Path folder) {
    KeyStorage storage = new KeyStorage(folder, System.getenv());
    Optional<String> used = StateFiles.unprovenPlace(folder).map(KeyPlace::storage);
    List<String> lines = new ArrayList<>();
    for (String name : KeyStorage.names()) {
      boolean mounted = name.equals(MountedKeyStore.NAME);
      if (mounted && used.filter(in -> in.startsWith(name)).isEmpty()) {
        lines.add("store mounted 0011 free give its file: mounted:/run/secrets/KEY");
      } else {
        String full = mounted ? used.orElseThrow() : name;
        lines.add(line(storage.named(full), used.equals(Optional.of(full))));
      }
    }
    return lines;
  }

  private static String line(KeyStore store, boolean used) {
    KeyStore.Facts facts = store.facts();
    return "store %s %d%d%d%d %s %s"
        .formatted(
            store.name(),
            digit(facts.survivesStolenDisk()),
            digit(facts.survivesStolenMachine()),
            digit(facts.keepsOutOtherUsers()),
            digit(facts.worksLoggedOut()),
            used ? "used" : "free",
            store.fault().orElse("-"));
  }

  private static int digit(boolean fact) {
    return fact ? 1 : 0;
  }
}
