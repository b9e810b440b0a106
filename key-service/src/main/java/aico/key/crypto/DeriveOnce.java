package aico.key.crypto;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Derives one key as an unlock does, for benchmarks and for opening a key file by hand: everything
 * on standard input is the password, as with the {@code argon2} command, the salt is the only
 * argument, and the key comes in hex on standard output.
 */
public final class DeriveOnce {
  private static final int USAGE = 2;
  private static final int PASSWORD_LIMIT_BYTES = 1024;

  private DeriveOnce() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: DeriveOnce SALT <PASSWORD");
      System.exit(USAGE);
    }
    try (SecretBytes password = standardInput();
        SecretBytes key = new Argon2id().derive(Argon2Context.MASTER, password, arguments[0]);
        SecretBytes digits = Hex.encode(key);
        FileOutputStream output = new FileOutputStream(FileDescriptor.out)) {
      ByteBuffer line = digits.segment().asByteBuffer();
      while (line.hasRemaining()) {
        output.getChannel().write(line);
      }
      output.write('\n');
    }
  }

  /** Straight into locked memory: the buffer is a view of it. */
  private static SecretBytes standardInput() throws IOException {
    try (SecretBytes room = SecretBytes.allocate(PASSWORD_LIMIT_BYTES + 1);
        FileChannel input = new FileInputStream(FileDescriptor.in).getChannel()) {
      ByteBuffer buffer = room.segment().asByteBuffer();
      int read = 0;
      while (read >= 0 && buffer.hasRemaining()) {
        read = input.read(buffer);
      }
      if (!buffer.hasRemaining()) {
        System.err.println("password: too long (expected: <= " + PASSWORD_LIMIT_BYTES + " bytes)");
        System.exit(USAGE);
      }
      return room.firstBytes(buffer.position());
    }
  }
}
