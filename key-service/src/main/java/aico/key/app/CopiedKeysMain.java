package aico.key.app;

import aico.bus.crypto.CryptoException;
import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.ProcessHardening;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPipe;
import aico.key.CopiedKeys;
import aico.key.CopiedKeys.Opening;
import aico.key.Installation;
import aico.key.InstallationKey;
import aico.key.InstallationRecord;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.KeyPlace;
import aico.key.KeyStore;
import aico.key.Proof;
import aico.key.SealedFiles;
import aico.key.crypto.Argon2id;
import aico.key.crypto.DerivationQueue;
import aico.key.crypto.WordKit;
import aico.key.os.LinuxMemory;
import aico.key.storage.StateFiles;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens a copied state folder with a user's password or recovery kit, in a process of its own,
 * while no service runs on it:
 *
 * <pre>
 * CopiedKeysMain check   FOLDER USER password|kit [VAULT_ID CIPHERTEXT]...
 * CopiedKeysMain install FOLDER USER password|kit
 * </pre>
 *
 * <p>The secret comes as one line of lower-case hex on standard input. Both authenticate every file
 * of the folder, and open every key the user has. {@code check} also opens the key of each vault
 * that is named and has gocryptfs read every block of its ciphertext under it; {@code install} puts
 * the installation key into the key storage. The installation's key id is printed.
 *
 * <p>Exit code 0; 1 with a sentence on standard error; 2 for wrong arguments; 12 when the secret
 * opens nothing; 13 with a sentence when it can be no recovery kit; 26 when a vault is damaged,
 * with a line {@code damaged VAULT_ID} on standard output for each.
 */
public final class CopiedKeysMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int WRONG = 12;
  private static final int MISTYPED = 13;
  private static final int DAMAGED = 26;

  private static final int USER = 2;
  private static final int KIND = 3;
  private static final int FIRST_VAULT = 4;

  private CopiedKeysMain() {}

  public static void main(String[] arguments) {
    List<String> given = List.of(arguments);
    boolean install = !given.isEmpty() && given.getFirst().equals("install");
    if (given.size() < FIRST_VAULT
        || given.size() % 2 != 0
        || !install && !given.getFirst().equals("check")
        || install && given.size() > FIRST_VAULT
        || !List.of("password", "kit").contains(given.get(KIND))) {
      System.err.println(
          "usage: CopiedKeysMain check|install FOLDER USER password|kit [ID CIPHER]...");
      System.exit(USAGE);
    }
    try {
      NativeLibraries.requireAll();
      Argon2id.require();
      ProcessHardening.apply();
      System.exit(run(install, Path.of(given.get(1)), given));
    } catch (KeyException | CryptoException | IOException failed) {
      System.err.println(failed.getMessage());
      System.exit(FAILED);
    }
  }

  private static int run(boolean install, Path folder, List<String> given) throws IOException {
    List<KeyFile> users = StateFiles.unproven(folder);
    try (SecretBytes secret = StandardInput.secret();
        DerivationQueue derivation = new DerivationQueue(new Argon2id(), new LinuxMemory())) {
      Proof proof =
          given.get(KIND).equals("kit") ? new Proof.Kit(secret) : new Proof.Password(secret);
      return switch (CopiedKeys.open(users, given.get(USER), proof, derivation, new WordKit())) {
        case Opening.Wrong() -> WRONG;
        case Opening.Mistyped(String fault) -> {
          System.err.println(fault);
          yield MISTYPED;
        }
        case Opening.Opened(CopiedKeys keys) -> {
          try (keys) {
            yield opened(install, folder, keys, given.subList(FIRST_VAULT, given.size()));
          }
        }
      };
    }
  }

  private static int opened(boolean install, Path folder, CopiedKeys keys, List<String> vaults)
      throws IOException {
    requireCurrentCopy(folder, keys);
    try (InstallationKey installationKey = keys.installationKey();
        StateFiles files =
            StateFiles.open(folder, installationKey.derive("", SealedFiles.INTEGRITY_INFO))) {
      Installation installation =
          files
              .installationFile()
              .read()
              .orElseThrow(() -> new KeyException(folder + "/installation.json: missing"));
      if (installation.rotation() != null) {
        throw new KeyException(
            "installation.json: the installation key was being rotated when this copy was made:"
                + " use another one");
      }
      var unused = files.keyFiles().readAll();
      keys.vaultKeys().forEach(key -> key.open().close());
      if (install) {
        install(folder, files, installationKey, installation);
      }
      int exit = 0;
      for (int at = 0; at < vaults.size(); at += 2) {
        if (!isWhole(keys, vaults.get(at), vaults.get(at + 1))) {
          System.out.println("damaged " + vaults.get(at));
          exit = DAMAGED;
        }
      }
      System.out.println(installation.keyId());
      return exit;
    }
  }

  /** A user who was locked when the key was rotated has the one before until they unlock. */
  private static void requireCurrentCopy(Path folder, CopiedKeys keys) {
    String current = StateFiles.unprovenPlace(folder).map(KeyPlace::keyId).orElse("");
    if (!current.equals(keys.installationKeyId())) {
      throw new KeyException(
          "this user's copy of the installation key is %s (expected: %s, as of the last rotation): open it as the owner"
              .formatted(keys.installationKeyId(), current));
    }
  }

  /** A machine without the store that the backup was made with takes what a first launch would. */
  private static void install(
      Path folder, StateFiles files, InstallationKey key, Installation installation) {
    KeyStorage storage = new KeyStorage(folder, System.getenv());
    KeyStore store = storage.named(installation.keyStorage());
    if (store.fault().isPresent()) {
      store = storage.named(storage.auto());
    }
    key.keepIn(store, installation.keyId());
    String name = store.name();
    new InstallationRecord(files.installationFile(), installation).change(now -> now.in(name));
  }

  private static boolean isWhole(CopiedKeys keys, String vaultId, String ciphertext)
      throws IOException {
    for (CopiedKeys.VaultKey wrapped : keys.vaultKeys(vaultId)) {
      if (isWhole(wrapped, ciphertext)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWhole(CopiedKeys.VaultKey wrapped, String ciphertext)
      throws IOException {
    try (SecretBytes key = wrapped.open();
        SecretPipe pipe = SecretPipe.holdingHexLines(key)) {
      Process fsck =
          new ProcessBuilder("gocryptfs", "-fsck", "-q", "-nosyslog", "--", ciphertext)
              .redirectInput(pipe.redirect())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      pipe.close();
      return fsck.waitFor() == 0;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new KeyException("interrupted");
    }
  }
}
