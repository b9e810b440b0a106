package aico.bus.crypto;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Makes a principal's CURVE key where there is none, under the principal's own system user, so that
 * the secret key never leaves it.
 *
 * <p>{@code java -cp bus-crypto.jar aico.bus.crypto.CurveKeygen [--next|--switch] DIR}: creates
 * {@code DIR/curve.key} when absent, ends a change of keys that was not carried out, and prints the
 * public key as 64 hex digits. With {@code --next} it makes the key that is to come after it,
 * beside it, and prints that one's public key; with {@code --switch} it puts the next key, if there
 * is one, in place of the present one, whose secret is gone with that, and prints the public key
 * that counts now. Exit code 0; 1 with a sentence on standard error; 2 for wrong arguments.
 */
public final class CurveKeygen {
  private static final String FILE_NAME = "curve.key";
  private static final String NEXT_NAME = "curve.key.next";

  private static final String NEXT = "--next";
  private static final String SWITCH = "--switch";

  private CurveKeygen() {}

  public static void main(String[] arguments) {
    String what = arguments.length == 2 ? arguments[0] : "";
    if (arguments.length < 1 || arguments.length > 2 || !List.of("", NEXT, SWITCH).contains(what)) {
      System.err.println("usage: CurveKeygen [--next|--switch] DIR");
      System.exit(2);
    }
    Path folder = Path.of(arguments[arguments.length - 1]);
    try {
      NativeLibraries.requireAll();
      ProcessHardening.apply();
      try (CurveKey key =
          switch (what) {
            case NEXT -> makeNext(folder);
            case SWITCH -> takeNext(folder);
            default -> present(folder);
          }) {
        System.out.println(Hex.encode(key.publicKey()));
      }
    } catch (IOException | CryptoException failed) {
      System.err.println("curve key: " + failed.getMessage());
      System.exit(1);
    }
  }

  private static CurveKey present(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NEXT_NAME));
    return readOrCreate(folder.resolve(FILE_NAME));
  }

  private static CurveKey makeNext(Path folder) throws IOException {
    Path next = folder.resolve(NEXT_NAME);
    Files.deleteIfExists(next);
    return readOrCreate(next);
  }

  /** The rename is the one moment from which the new key counts. */
  private static CurveKey takeNext(Path folder) throws IOException {
    Path next = folder.resolve(NEXT_NAME);
    if (Files.exists(next)) {
      CurveKey.read(next).close();
      Files.move(
          next,
          folder.resolve(FILE_NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
    return CurveKey.read(folder.resolve(FILE_NAME));
  }

  /** The key of this file, made now if there is none. Of two at once, both get the same. */
  public static CurveKey readOrCreate(Path file) throws IOException {
    if (!Files.exists(file)) {
      try (CurveKey fresh = CurveKey.generate()) {
        fresh.write(file);
      } catch (FileAlreadyExistsException another) {
        // Somebody was faster: theirs is the key.
      }
    }
    return CurveKey.read(file);
  }
}
