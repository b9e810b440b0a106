package aico.bus.crypto;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A principal's CURVE key pair (X25519), by which every peer on the bus knows it.
 *
 * <p>The file is ASCII, mode 0400: {@code aico-curve-key 1}, newline, the secret key as 64
 * lower-case hex digits, newline. The public key is computed, not stored.
 */
public final class CurveKey implements AutoCloseable {
  public static final int KEY_BYTES = 32;

  private static final String HEADER = "aico-curve-key 1\n";
  private static final String HEADER_OF_ANY_VERSION = "aico-curve-key ";
  private static final int FILE_BYTES = HEADER.length() + 2 * KEY_BYTES + 1;

  private static final Set<PosixFilePermission> OWNER_READS =
      Set.of(PosixFilePermission.OWNER_READ);
  private static final Set<PosixFilePermission> ALLOWED =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final SecretBytes secretKey;
  private final byte[] publicKey;

  private CurveKey(SecretBytes secretKey) {
    this.secretKey = secretKey;
    publicKey = new byte[KEY_BYTES];
    SodiumBox.publicKeyOf(MemorySegment.ofArray(publicKey), secretKey.segment());
  }

  /** A new random key pair. */
  public static CurveKey generate() {
    return new CurveKey(SecretBytes.random(KEY_BYTES));
  }

  /**
   * The key pair of this secret key, which is closed with it.
   *
   * @param secretKey 32 bytes
   */
  public static CurveKey of(SecretBytes secretKey) {
    if (secretKey.sizeBytes() != KEY_BYTES) {
      throw new IllegalArgumentException(
          "secret key: %d bytes (expected: %d)".formatted(secretKey.sizeBytes(), KEY_BYTES));
    }
    return new CurveKey(secretKey);
  }

  /**
   * Reads a key file into locked memory.
   *
   * @throws CurveKeyException when it is missing, open to other users, damaged, or of a newer
   *     version
   */
  public static CurveKey read(Path file) {
    requireMode(file);
    try (SecretBytes content = SecretBytes.readFrom(file, FILE_BYTES);
        Arena arena = Arena.ofConfined()) {
      requireHeader(file, content, arena);
      if (content.sizeBytes() != FILE_BYTES || content.at(FILE_BYTES - 1) != '\n') {
        throw damaged(file, content.sizeBytes() + " bytes");
      }
      try {
        return new CurveKey(Hex.decode(content.segment().asSlice(HEADER.length(), 2L * KEY_BYTES)));
      } catch (IllegalArgumentException notHex) {
        throw damaged(file, "other characters");
      }
    } catch (SystemCallException unreadable) {
      throw new CurveKeyException(file, "file", "cannot be read", unreadable);
    } catch (SecretTooLongException tooLong) {
      throw new CurveKeyException(
          file, "file", "too long (expected: %d bytes)".formatted(FILE_BYTES), tooLong);
    }
  }

  /**
   * Creates a key file, mode 0400. It appears whole or not at all, and is on disk, with its folder
   * entry, when this returns.
   *
   * @throws FileAlreadyExistsException when there is one: a key is never overwritten
   */
  public void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + ": no folder");
    }
    Path draft = folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      writeDraft(draft);
      Files.createLink(file, draft);
    } finally {
      Files.deleteIfExists(draft);
    }
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void writeDraft(Path draft) throws IOException {
    Files.deleteIfExists(draft);
    try (Arena arena = Arena.ofConfined();
        SecretBytes content = SecretBytes.allocate(FILE_BYTES);
        SecretBytes digits = Hex.encode(secretKey);
        FileChannel channel =
            FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_READS))) {
      MemorySegment whole = content.segment();
      MemorySegment.copy(Libc.ascii(arena, HEADER), 0, whole, 0, HEADER.length());
      MemorySegment.copy(digits.segment(), 0, whole, HEADER.length(), digits.sizeBytes());
      whole.set(ValueLayout.JAVA_BYTE, FILE_BYTES - 1L, (byte) '\n');
      ByteBuffer buffer = whole.asByteBuffer();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** 32 bytes, a copy. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /**
   * The secret key on the heap, as JeroMQ's {@code setCurveSecretKey} wants it. JeroMQ keeps the
   * array as long as the socket lives; use it for nothing else.
   */
  public byte[] secretKeyForSocket() {
    return secretKey.segment().toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public void close() {
    secretKey.close();
  }

  @Override
  public String toString() {
    return "CurveKey[" + Hex.encode(publicKey) + "]";
  }

  private static void requireMode(Path file) {
    Set<PosixFilePermission> mode;
    try {
      mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException unreadable) {
      throw new CurveKeyException(file, "file", "cannot be read", unreadable);
    }
    if (!ALLOWED.containsAll(mode)) {
      throw new CurveKeyException(
          file, "mode", PosixFilePermissions.toString(mode) + " (expected: r--------)", null);
    }
  }

  private static void requireHeader(Path file, SecretBytes content, Arena arena) {
    if (startsWith(content, Libc.ascii(arena, HEADER))) {
      return;
    }
    if (startsWith(content, Libc.ascii(arena, HEADER_OF_ANY_VERSION))) {
      throw new CurveKeyException(
          file, "version", "another version (expected: aico-curve-key 1)", null);
    }
    throw new CurveKeyException(
        file, "version", "not a key file (expected: aico-curve-key 1)", null);
  }

  private static boolean startsWith(SecretBytes content, MemorySegment start) {
    long size = start.byteSize();
    return content.sizeBytes() >= size
        && MemorySegment.mismatch(content.segment(), 0, size, start, 0, size) < 0;
  }

  private static CurveKeyException damaged(Path file, String how) {
    return new CurveKeyException(
        file,
        "secret_key",
        "%s (expected: 64 lower-case hex digits and a newline)".formatted(how),
        null);
  }
}
