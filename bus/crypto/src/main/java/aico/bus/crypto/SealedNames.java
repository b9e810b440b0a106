package aico.bus.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The names of an event, sealed to whom they say something about: {@link SealedBox} of the names in
 * UTF-8, each with a zero byte behind it, and zero bytes up to a multiple of 64, so that the length
 * of a box does not tell the length of a name.
 */
public final class SealedNames {
  /** A name with a zero in it would be two. */
  private static final char END = '\0';

  public static final int BLOCK_BYTES = 64;

  /** An event has a handful. */
  public static final int BOX_NAMES_MAX = 32;

  /** Of what is in a box: more than an event has. */
  public static final int BOX_MAX_SIZE_BYTES = 2 * 1024;

  /**
   * What a sealed frame on the bus has room for: also for the names of any one box, each with a
   * pseudonym.
   */
  public static final int MAX_SIZE_BYTES = 3 * 1024;

  private SealedNames() {}

  /**
   * A box that only the holder of the secret key opens.
   *
   * @throws IllegalArgumentException when they are more than {@link #BOX_NAMES_MAX}, or longer than
   *     {@link #BOX_MAX_SIZE_BYTES} together
   * @throws SealException when the public key is a point of low order
   */
  public static byte[] seal(byte[] publicKey, Collection<String> names) {
    byte[] encoded = encode(names);
    if (names.size() > BOX_NAMES_MAX || encoded.length > BOX_MAX_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "names: %d, %d bytes (expected: <= %d, <= %d)"
              .formatted(names.size(), encoded.length, BOX_NAMES_MAX, BOX_MAX_SIZE_BYTES));
    }
    try (SecretBytes plain = SecretBytes.copyOfAndWipe(encoded)) {
      return SealedBox.seal(publicKey, plain);
    }
  }

  /**
   * The names in a box.
   *
   * @throws UnsealException when it was sealed to another key, cut short, altered, or holds
   *     something else
   */
  public static List<String> open(BoxKeyPair pair, byte[] sealed) {
    try (SecretBytes plain = pair.open(sealed)) {
      List<String> names = decode(plain.segment().toArray(ValueLayout.JAVA_BYTE));
      if (names.size() > BOX_NAMES_MAX || plain.sizeBytes() > BOX_MAX_SIZE_BYTES) {
        throw new UnsealException("names: more than a box may hold");
      }
      return names;
    }
  }

  /** The names as they are sealed. */
  public static byte[] encode(Collection<String> names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK_BYTES);
    for (String name : names) {
      bytes.writeBytes(name.replace(END, '?').getBytes(UTF_8));
      bytes.write(END);
    }
    while (bytes.size() % BLOCK_BYTES != 0) {
      bytes.write(END);
    }
    if (bytes.size() > MAX_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "names: %d bytes (expected: <= %d)".formatted(bytes.size(), MAX_SIZE_BYTES));
    }
    return bytes.toByteArray();
  }

  /**
   * What {@link #encode} made; names that are empty are not told from what fills the block.
   *
   * @throws UnsealException when it is something else
   */
  public static List<String> decode(byte[] bytes) {
    List<String> names = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == END) {
        if (at > from) {
          names.add(text(bytes, from, at - from));
        }
        from = at + 1;
      }
    }
    if (from < bytes.length) {
      throw new UnsealException("names: the last has no end");
    }
    return List.copyOf(names);
  }

  private static String text(byte[] bytes, int from, int length) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
    } catch (CharacterCodingException e) {
      throw new UnsealException("names: not UTF-8");
    }
  }
}
