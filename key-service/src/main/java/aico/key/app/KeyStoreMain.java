package aico.key.app;

import aico.bus.crypto.CryptoException;
import aico.bus.crypto.NativeLibraries;
import aico.key.KeyException;
import aico.key.KeyPlace;
import aico.key.KeyStore;
import aico.key.storage.MountedKeyStore;
import aico.key.storage.StateFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of every key storage whether it can be used, as the user and in the surroundings of
 * key-service, whether that runs or not:
 *
 * <pre>
 * KeyStoreMain list FOLDER
 * </pre>
 *
 * <p>One line each: {@code store NAME FACTS used|free FAULT}, where FACTS are the four of {@link
 * KeyStore.Facts} in their order as 0 and 1, and FAULT is {@code -} or the rest of the line.
 *
 * <p>Exit code 0; 1 with a sentence on standard error; 2 for wrong arguments.
 */
public final class KeyStoreMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private KeyStoreMain() {}

  public static void main(String[] arguments) {
    if (arguments.length != 2 || !arguments[0].equals("list")) {
      System.err.println("usage: KeyStoreMain list FOLDER");
      System.exit(USAGE);
    }
    try {
      NativeLibraries.requireAll();
      lines(Path.of(arguments[1])).forEach(System.out::println);
    } catch (KeyException | CryptoException failed) {
      System.err.println(failed.getMessage());
      System.exit(FAILED);
    }
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
