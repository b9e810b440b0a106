package aico.key.crypto;

import aico.bus.crypto.Hex;
import aico.bus.crypto.PasswordFile;
import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * Derives one key as an unlock does, for benchmarks and for opening a key file by hand: the
 * password on standard input, the salt as the only argument, the key in hex on standard output.
 */
public final class DeriveOnce {
  private static final int USAGE = 2;

  private DeriveOnce() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: DeriveOnce SALT <PASSWORD");
      System.exit(USAGE);
    }
    try (SecretBytes password = PasswordFile.readStandardInput();
        SecretBytes key = new Argon2id().derive(Argon2Context.MASTER, password, arguments[0]);
        SecretBytes digits = Hex.encode(key);
        FileOutputStream output = new FileOutputStream(FileDescriptor.out)) {
      output.getChannel().write(digits.segment().asByteBuffer());
      output.write('\n');
    }
  }
}
