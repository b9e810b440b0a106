package aico.bus.crypto;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes a principal's CURVE key where there is none, under the principal's own system user, so that
 * the secret key never leaves it.
 *
 * <p>{@code java -cp bus-crypto.jar aico.bus.crypto.CurveKeygen DIR}: creates {@code DIR/curve.key}
 * when absent and prints the public key as 64 hex digits. Exit code 0; 1 with a sentence on
 * standard error; 2 for wrong arguments.
 */
public final class CurveKeygen {
  private static final String FILE_NAME = "curve.key";

  private CurveKeygen() {}

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("usage: CurveKeygen DIR");
      System.exit(2);
    }
    try {
      NativeLibraries.requireAll();
      ProcessHardening.apply();
      try (CurveKey key = readOrCreate(Path.of(arguments[0]).resolve(FILE_NAME))) {
        System.out.println(Hex.encode(key.publicKey()));
      }
    } catch (IOException | CryptoException failed) {
      System.err.println("curve key: " + failed.getMessage());
      System.exit(1);
    }
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
