package aico.key.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import aico.bus.crypto.Hex;
import aico.bus.crypto.Hkdf;
import aico.bus.crypto.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Authenticates state files. The last line but one of a file is {@code "mac" : "<64 hex digits>"};
 * it is HKDF-SHA-512 of the integrity key with info {@code <name> <SHA-256 of all other bytes, in
 * hex>}, which is a pseudo-random function of name and content.
 */
final class FileSeal implements AutoCloseable {
  private static final int MAC_SIZE_BYTES = 32;
  private static final byte[] BEFORE = ",\n  \"mac\" : \"".getBytes(US_ASCII);
  private static final byte[] AFTER = "\"\n}\n".getBytes(US_ASCII);
  private static final int TAIL_SIZE_BYTES = BEFORE.length + 2 * MAC_SIZE_BYTES + AFTER.length;

  private final SecretBytes integrityKey;

  /** Takes over {@code integrityKey}. */
  FileSeal(SecretBytes integrityKey) {
    this.integrityKey = integrityKey;
  }

  /**
   * Adds the line.
   *
   * @param body a JSON object in lines, without the line {@code mac}, ending with a newline and a
   *     closing brace
   */
  byte[] seal(String name, byte[] body) {
    int end = body.length - "\n}".length();
    ByteArrayOutputStream sealed = new ByteArrayOutputStream(body.length + TAIL_SIZE_BYTES);
    sealed.write(body, 0, end);
    byte[] mac = mac(name, Arrays.copyOf(body, end)).getBytes(US_ASCII);
    sealed.writeBytes(BEFORE);
    sealed.writeBytes(mac);
    sealed.writeBytes(AFTER);
    return sealed.toByteArray();
  }

  /** Whether this file is what was written last under this key. */
  boolean isIntact(String name, byte[] sealed) {
    return sealed.length >= TAIL_SIZE_BYTES
        && MessageDigest.isEqual(seal(name, body(sealed)), sealed);
  }

  /** What was sealed, without the line. */
  static byte[] body(byte[] sealed) {
    return concat(Arrays.copyOf(sealed, sealed.length - TAIL_SIZE_BYTES), "\n}".getBytes(UTF_8));
  }

  /** Whether the line can be there at all. */
  static boolean isSealed(byte[] sealed) {
    return sealed.length >= TAIL_SIZE_BYTES;
  }

  private String mac(String name, byte[] content) {
    byte[] info = (name + " " + sha256(content)).getBytes(UTF_8);
    try (SecretBytes mac = Hkdf.sha512(integrityKey, new byte[0], info, MAC_SIZE_BYTES)) {
      return Hex.encode(mac.segment().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private static String sha256(byte[] content) {
    try {
      return Hex.encode(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  @Override
  public void close() {
    integrityKey.close();
  }
}
