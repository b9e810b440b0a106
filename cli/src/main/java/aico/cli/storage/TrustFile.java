package aico.cli.storage;

import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A verifier key of the audit log, kept apart from the log: {@code trust/audit.pub} is the log's
 * own, {@code trust/audit-epoch.pub} that of its first epoch.
 */
public final class TrustFile {
  private static final long MAX_BYTES = 4096;

  private final Path file;
  private final PlacedFile files;

  public TrustFile(HomeLayout home, Path file) {
    this.file = file;
    files = new PlacedFile(home.staging());
  }

  public boolean exists() {
    return Files.exists(file);
  }

  public void write(String vkey) {
    files.write(
        file,
        ByteBuffer.wrap((vkey + "\n").getBytes(StandardCharsets.UTF_8)),
        new PlacedFile.Access(null, null, "rw-r--r--"));
  }

  /** The text of a key file. */
  public static String read(String field, Path file) {
    return new String(readSmall(field, file), StandardCharsets.UTF_8).strip();
  }

  /** The bytes of a small file that a person named. */
  public static byte[] readSmall(String field, Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw CommandFailed.usage(
            field, file + ": too long (expected: <= " + MAX_BYTES + " bytes)");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw CommandFailed.usage(field, file + ": there is no such file");
    } catch (IOException e) {
      throw CommandFailed.usage(field, file + ": cannot be read: " + Reasons.of(e));
    }
  }
}
