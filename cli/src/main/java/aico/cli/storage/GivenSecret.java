package aico.cli.storage;

import aico.bus.crypto.CryptoException;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that a person names: a secret of somebody else's, certificates. */
public final class GivenSecret {
  private static final int SECRET_MAX_BYTES = 4096;
  private static final int CERTIFICATES_MAX_BYTES = 1 << 20;
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private GivenSecret() {}

  /** The content of a file that only its owner can read. */
  public static SecretBytes read(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNERS.containsAll(mode)) {
        throw CommandFailed.usage(
            "--secret-file",
            "%s: mode %s (expected: rw-------): chmod 600 it, so that nobody else can read it"
                .formatted(file, PosixFilePermissions.toString(mode)));
      }
      if (!Files.isRegularFile(file) || Files.size(file) == 0) {
        throw CommandFailed.usage("--secret-file", file + ": is no file with something in it");
      }
      return SecretBytes.readFrom(file, SECRET_MAX_BYTES);
    } catch (IOException | CryptoException e) {
      throw CommandFailed.usage(
          "--secret-file",
          file + ": cannot be read, or is longer than " + SECRET_MAX_BYTES + " bytes");
    }
  }

  /** The certificates in a file; the bridge looks into it. */
  public static byte[] certificates(Path file) {
    try {
      if (Files.size(file) > CERTIFICATES_MAX_BYTES) {
        throw CommandFailed.usage(
            "--ca-file", file + ": larger than " + CERTIFICATES_MAX_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw CommandFailed.usage("--ca-file", file + ": cannot be read: " + Reasons.of(e));
    }
  }
}
