package aico.key.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.Hex;
import aico.key.Argon2Context;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** The second implementation, to compare with. */
final class BouncyCastleArgon2 {
  private static final int KEY_BYTES = 32;

  private BouncyCastleArgon2() {}

  /** 32 bytes as hex. */
  static String derive(Argon2Context context, String salt, String password) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(context.memoryKib())
            .withIterations(context.passes())
            .withParallelism(context.lanes())
            .withSalt(salt.getBytes(US_ASCII))
            .build());
    byte[] key = new byte[KEY_BYTES];
    generator.generateBytes(password.getBytes(US_ASCII), key);
    return Hex.encode(key);
  }

  /** Prints that of a context, a salt and a password. */
  public static void main(String[] arguments) {
    System.out.println(derive(Argon2Context.valueOf(arguments[0]), arguments[1], arguments[2]));
  }
}
