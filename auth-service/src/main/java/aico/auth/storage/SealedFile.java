package aico.auth.storage;

import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.StateSeal;
import aico.bus.crypto.UnsealException;
import aico.bus.zmq.SpareFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A sealed state file.
 *
 * <pre>
 * header   ASCII: aico-NAME VERSION\n    (also the additional data of the seal)
 * sealed   nonce 24 ‖ ciphertext ‖ tag 16   ({@link StateSeal})
 * </pre>
 *
 * <p>It is replaced by renaming a synced file, so that a crash leaves the old state or the new one.
 */
final class SealedFile {
  /** Sessions and revocations are bounded; this is several times their bound. */
  static final int MAX_SIZE_BYTES = 4 * 1024 * 1024;

  private static final Pattern HEADER = Pattern.compile("(aico-[a-z-]{1,32}) ([1-9][0-9]{0,5})\n");
  private static final int MAX_HEADER_BYTES = 64;

  private final Path folder;
  private final Path file;
  private final String fileName;
  private final String name;
  private final int version;
  private @Nullable SpareFile spare;
  private SecretBytes key;

  /**
   * A file of that name and version.
   *
   * @param key 32 bytes; stays the caller's to close
   */
  SealedFile(Path folder, String fileName, String name, int version, SecretBytes key) {
    this.folder = folder;
    this.fileName = fileName;
    this.file = folder.resolve(fileName);
    this.name = name;
    this.version = version;
    this.key = key;
  }

  /** Sets room aside, so that up to so many bytes can be written on a full disk, too. */
  SealedFile spared(int bytes) {
    spare = new SpareFile(file, bytes);
    spare.setAside();
    return this;
  }

  /** The file's name, for messages. */
  String fileName() {
    return fileName;
  }

  /** The content, or nothing where there is no file. */
  synchronized Optional<byte[]> read() {
    return bytes().map(this::opened);
  }

  private byte[] opened(byte[] whole) {
    int headerSize = requireHeader(whole);
    try {
      return StateSeal.open(key, header(), Arrays.copyOfRange(whole, headerSize, whole.length));
    } catch (UnsealException e) {
      throw new StateFileException(fileName(), "sealed: damaged, or sealed under another key", e);
    }
  }

  private Optional<byte[]> bytes() {
    try {
      if (Files.notExists(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MAX_SIZE_BYTES) {
        throw new StateFileException(fileName(), "over " + MAX_SIZE_BYTES + " bytes");
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new StateFileException(fileName(), "unreadable", e);
    }
  }

  /** It is gone when this returns. */
  synchronized void remove() {
    try {
      Files.deleteIfExists(file);
      syncFolder();
    } catch (IOException e) {
      throw new StateFileException(fileName(), "could not be removed: " + e.getMessage(), e);
    }
  }

  /** Seals and replaces. */
  synchronized void write(byte[] content) {
    byte[] header = header();
    keep(header, StateSeal.seal(key, header, content));
  }

  /**
   * Seals under another key what is sealed under the one there is, or under that already; from here
   * on it is the key.
   *
   * @param current stays the caller's to close, after this file's last use
   */
  synchronized void reseal(SecretBytes current) {
    Optional<byte[]> whole = bytes();
    if (whole.isPresent()) {
      int headerSize = requireHeader(whole.get());
      byte[] header = header();
      try {
        StateSeal.reseal(
                key,
                current,
                header,
                Arrays.copyOfRange(whole.get(), headerSize, whole.get().length))
            .ifPresent(sealed -> keep(header, sealed));
      } catch (UnsealException e) {
        throw new StateFileException(fileName(), "sealed: damaged, or sealed under another key", e);
      }
    }
    key = current;
  }

  private void keep(byte[] header, byte[] sealed) {
    byte[] whole = Arrays.copyOf(header, header.length + sealed.length);
    System.arraycopy(sealed, 0, whole, header.length, sealed.length);
    try {
      replaceOrSpare(whole);
    } catch (IOException e) {
      throw new StateFileException(fileName(), "could not be written: " + e.getMessage(), e);
    }
  }

  private int requireHeader(byte[] whole) {
    String start =
        new String(whole, 0, Math.min(whole.length, MAX_HEADER_BYTES), StandardCharsets.ISO_8859_1);
    Matcher matcher = HEADER.matcher(start);
    if (!matcher.lookingAt() || !matcher.group(1).equals(name)) {
      throw new StateFileException(fileName(), "header: damaged (expected: " + name + ")");
    }
    int found = Integer.parseInt(matcher.group(2));
    if (found != version) {
      throw new StateFileException(
          fileName(),
          "version: "
              + found
              + " (expected: "
              + version
              + "); "
              + (found > version ? "written by a newer release" : "too old"));
    }
    return matcher.end();
  }

  private byte[] header() {
    return (name + " " + version + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private void replaceOrSpare(byte[] whole) throws IOException {
    SpareFile room = spare;
    if (room == null) {
      replace(whole);
      return;
    }
    try {
      replace(whole);
      room.setAside();
    } catch (IOException full) {
      try {
        room.replace(whole);
      } catch (IOException failed) {
        full.addSuppressed(failed);
        throw full;
      }
    }
  }

  private void replace(byte[] whole) throws IOException {
    Path next = folder.resolve("." + fileName() + ".next");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(whole);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
  }

  private void syncFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
