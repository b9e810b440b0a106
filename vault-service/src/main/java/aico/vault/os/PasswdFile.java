package aico.vault.os;

import aico.vault.Gocryptfs.Owner;
import aico.vault.SystemUsers;
import aico.vault.VaultException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in the form of {@code /etc/passwd}, see passwd(5): programs' users stand in the local one.
 */
public final class PasswdFile implements SystemUsers {
  private static final int UID = 2;
  private static final int GID = 3;

  private final Path file;

  public PasswdFile(Path file) {
    this.file = file;
  }

  @Override
  public Optional<Owner> find(String name) {
    try {
      // Comments in it need be no UTF-8.
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        String[] fields = line.split(":", -1);
        if (fields.length > GID && fields[0].equals(name)) {
          return Optional.of(
              new Owner(Integer.parseInt(fields[UID]), Integer.parseInt(fields[GID])));
        }
      }
      return Optional.empty();
    } catch (IOException | NumberFormatException unreadable) {
      throw new VaultException(file + ": cannot be read", unreadable);
    }
  }
}
