package aico.cli.storage;

import aico.bus.crypto.PasswordFile;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SystemCallException;
import aico.cli.HomeLayout;
import aico.cli.Passphrase;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code first-launch.txt}: what a first launch without a terminal has to hand over, the generated
 * master password and the recovery kit. Written before anything relies on it, so that a launch that
 * was interrupted finds its password there.
 */
public final class FirstLaunchFile {
  private static final String PASSWORD_LABEL = "Master password (generated):\n\n    ";
  private static final String KIT_LABEL = "Recovery kit:\n\n";
  private static final int KIT_MAX_BYTES = 4096;
  private static final int MAX_BYTES = KIT_MAX_BYTES + 4096;

  private final Path file;
  private final PlacedFile files;
  private final PlacedFile.Access access;

  /** Belongs to {@code uid}; null for the caller. */
  public FirstLaunchFile(HomeLayout home, @Nullable Long uid, @Nullable Long gid) {
    file = home.firstLaunch();
    files = new PlacedFile(home.staging());
    access = new PlacedFile.Access(uid, gid, "rw-------");
  }

  public boolean exists() {
    return Files.exists(file);
  }

  /** Writes what there is to hand over. */
  public void write(@Nullable SecretBytes password, @Nullable SecretBytes kit) {
    try (SecretText text = new SecretText(MAX_BYTES)) {
      text.add("AICO Security: what the first launch made for you\n\n");
      text.add("Copy what follows to a safe place outside this machine (paper, or a password\n");
      text.add("manager on another device), then delete this file:\n\n    rm '" + file + "'\n\n");
      text.add("Until then whoever reads this file can open your vaults.\n\n");
      if (password != null) {
        text.add(PASSWORD_LABEL).add(password).add("\n\n");
      }
      if (kit != null) {
        text.add(KIT_LABEL).add(kit).add("\n");
      }
      files.write(file, text.segment().asByteBuffer(), access);
    }
  }

  /** The generated password, if the file holds one. */
  public Optional<SecretBytes> password() {
    try (SecretBytes content = SecretBytes.readFrom(file, MAX_BYTES)) {
      MemorySegment text = content.segment();
      long label = SecretText.indexOf(text, PASSWORD_LABEL);
      long at = label + PASSWORD_LABEL.length();
      if (label < 0 || at + Passphrase.SIZE_BYTES > text.byteSize()) {
        return Optional.empty();
      }
      SecretBytes password = SecretBytes.copyOf(text.asSlice(at, Passphrase.SIZE_BYTES));
      if (PasswordFile.isPassword(password)) {
        return Optional.of(password);
      }
      password.close();
      return Optional.empty();
    } catch (SystemCallException notThere) {
      return Optional.empty();
    }
  }
}
