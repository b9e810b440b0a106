package aico.key.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.CryptoException;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.InstallationKey;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.StateFileException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The installation key in a file that only its owner can read: the embedded default, and the
 * weakest, because whoever has the disk has the key.
 *
 * <p>{@code installation-<key id>.key} is ASCII, mode 0400: {@code aico-installation-key 1},
 * newline, 64 lower-case hex digits, newline. The first homes have it as {@code installation.key}.
 */
public final class FileKeyStore implements KeyStore {
  public static final String NAME = "file";

  static final String OLD_FILE = "installation.key";

  private static final String HEADER = "aico-installation-key 1\n";
  private static final String HEADER_OF_ANY_VERSION = "aico-installation-key ";
  private static final int DIGITS = 2 * InstallationKey.SIZE_BYTES;
  private static final int FILE_SIZE_BYTES = HEADER.length() + DIGITS + 1;
  private static final Set<PosixFilePermission> OWNER_READS =
      Set.of(PosixFilePermission.OWNER_READ);

  private final Path folder;
  private final Disk disk;

  public FileKeyStore(Path stateFolder) {
    this(stateFolder, new Disk());
  }

  FileKeyStore(Path stateFolder, Disk disk) {
    this.folder = stateFolder;
    this.disk = disk;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Facts facts() {
    return new Facts(false, false, true, true);
  }

  @Override
  public Optional<String> fault() {
    return Optional.empty();
  }

  private Path file(String keyId) {
    return folder.resolve("installation-%s.key".formatted(keyId));
  }

  /** Where that key is, or would be; for the old name every id is the right one. */
  private Path existing(String keyId) {
    Path file = file(keyId);
    Path old = folder.resolve(OLD_FILE);
    return !exists(file) && exists(old) ? old : file;
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<SecretBytes> read(String keyId) {
    Path file = existing(keyId);
    if (!exists(file)) {
      return Optional.empty();
    }
    requireMode(file);
    return Optional.of(content(file));
  }

  private static SecretBytes content(Path file) {
    try (SecretBytes content = SecretBytes.readFrom(file, FILE_SIZE_BYTES)) {
      requireHeader(file, content);
      if (content.sizeBytes() != FILE_SIZE_BYTES
          || content.segment().get(ValueLayout.JAVA_BYTE, FILE_SIZE_BYTES - 1L) != '\n') {
        throw damaged(file, content.sizeBytes() + " bytes");
      }
      return Hex.decode(content.segment().asSlice(HEADER.length(), DIGITS));
    } catch (IllegalArgumentException notHex) {
      throw damaged(file, "other characters");
    } catch (CryptoException unreadable) {
      throw new StateFileException(
          name(file), "$", "cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static void requireMode(Path file) {
    try {
      Set<PosixFilePermission> mode =
          Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
      if (!mode.equals(OWNER_READS)) {
        throw new StateFileException(
            name(file),
            "mode",
            PosixFilePermissions.toString(mode) + " (expected: r--------); chmod 0400 it");
      }
    } catch (IOException unreadable) {
      throw new StateFileException(name(file), "$", "cannot be read", unreadable);
    }
  }

  private static void requireHeader(Path file, SecretBytes content) {
    if (startsWith(content, HEADER)) {
      return;
    }
    throw new StateFileException(
        name(file),
        "version",
        (startsWith(content, HEADER_OF_ANY_VERSION) ? "another version" : "not a key file")
            + " (expected: aico-installation-key 1)");
  }

  static boolean startsWith(SecretBytes content, String start) {
    MemorySegment expected = MemorySegment.ofArray(start.getBytes(US_ASCII));
    long size = expected.byteSize();
    return content.sizeBytes() >= size
        && MemorySegment.mismatch(content.segment(), 0, size, expected, 0, size) < 0;
  }

  private static StateFileException damaged(Path file, String how) {
    return new StateFileException(
        name(file), "key", how + " (expected: 64 lower-case hex digits and a newline)");
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    Path file = file(keyId);
    if (exists(file)) {
      throw new KeyException(name(file) + ": exists (a key is never overwritten)");
    }
    Path draft = draft(file);
    try (SecretBytes content = SecretBytes.allocate(FILE_SIZE_BYTES);
        SecretBytes digits = Hex.encode(key)) {
      MemorySegment whole = content.segment();
      whole.copyFrom(MemorySegment.ofArray(HEADER.getBytes(US_ASCII)));
      MemorySegment.copy(digits.segment(), 0, whole, HEADER.length(), DIGITS);
      whole.set(ValueLayout.JAVA_BYTE, FILE_SIZE_BYTES - 1L, (byte) '\n');
      writeDraft(draft, whole.asByteBuffer());
      disk.syncFile(draft);
      Files.setPosixFilePermissions(draft, OWNER_READS);
      disk.rename(draft, file);
      disk.syncFolder(file);
    } catch (IOException failed) {
      throw new KeyException(
          "%s: cannot be written: %s".formatted(name(file), failed.getMessage()), failed);
    }
  }

  @Override
  public void remove(String keyId) {
    Path file = existing(keyId);
    try {
      disk.remove(draft(file));
      disk.remove(file);
    } catch (IOException failed) {
      throw new KeyException(
          "%s: cannot be removed: %s".formatted(name(file), failed.getMessage()), failed);
    }
  }

  /** Where a crash may have left a key. */
  private static Path draft(Path file) {
    return file.resolveSibling(name(file) + Disk.DRAFT_SUFFIX);
  }

  @Override
  public void nameById(String keyId) {
    Path old = existing(keyId);
    Path named = file(keyId);
    if (!old.equals(named) && exists(old)) {
      try {
        disk.rename(old, named);
        disk.syncFolder(named);
      } catch (IOException failed) {
        throw new KeyException(
            "%s: cannot be renamed: %s".formatted(name(old), failed.getMessage()), failed);
      }
    }
  }

  private static void writeDraft(Path draft, ByteBuffer content) throws IOException {
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
    }
  }
}
