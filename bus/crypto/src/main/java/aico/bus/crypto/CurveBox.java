package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What CurveZMQ (RFC 26) needs of NaCl, in NaCl's own calling form, by libsodium. The two classes
 * under {@code com.neilalexander.jnacl.crypto} hand JeroMQ's calls on to here; nothing else should
 * use it.
 *
 * <p>A message has 32 zero bytes in front and a box 16, both counted in {@code length}. Every
 * function answers 0, or -1 when it refuses; it never throws for what a peer sent, because JeroMQ
 * calls it on its I/O thread.
 *
 * <p>Refused: a box whose MAC does not match in every bit, a length that an array does not have or
 * that is shorter than the padding, keys and nonces cut short, and public keys of low order. As in
 * NaCl, what an array has behind a key or nonce does not count: JeroMQ passes the client's key as
 * the start of a longer array.
 */
public final class CurveBox {
  public static final int KEY_BYTES = 32;
  public static final int NONCE_BYTES = 24;

  private static final int REFUSED = -1;

  private static final MethodHandle BEFORENM =
      Sodium.LIBRARY.bind(
          "crypto_box_beforenm",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
          Sodium.HEAP);

  private static final FunctionDescriptor WITH_TWO_KEYS =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle BOX = heap("crypto_box", WITH_TWO_KEYS);
  private static final MethodHandle BOX_OPEN = heap("crypto_box_open", WITH_TWO_KEYS);

  private static final FunctionDescriptor WITH_ONE_KEY =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
  // crypto_box_afternm is crypto_secretbox by definition; NaCl has two names for one function.
  private static final MethodHandle SECRETBOX = heap("crypto_secretbox", WITH_ONE_KEY);
  private static final MethodHandle SECRETBOX_OPEN = heap("crypto_secretbox_open", WITH_ONE_KEY);
  private static final MethodHandle SECRETBOX_LONG =
      Sodium.LIBRARY.bind("crypto_secretbox", WITH_ONE_KEY);
  private static final MethodHandle SECRETBOX_OPEN_LONG =
      Sodium.LIBRARY.bind("crypto_secretbox_open", WITH_ONE_KEY);

  static {
    Sodium.ready();
  }

  private CurveBox() {}

  private static MethodHandle heap(String name, FunctionDescriptor descriptor) {
    return Sodium.LIBRARY.bind(name, descriptor, Sodium.HEAP);
  }

  /** Makes a random key pair. */
  public static int keypair(byte[] publicKey, byte[] secretKey) {
    if (publicKey.length < KEY_BYTES || secretKey.length < KEY_BYTES) {
      return REFUSED;
    }
    SodiumBox.keypair(MemorySegment.ofArray(publicKey), MemorySegment.ofArray(secretKey));
    return 0;
  }

  /**
   * Computes the key that two parties share.
   *
   * <p>JeroMQ looks at the answer only in an {@code assert}. So that a refused public key never
   * ends in a shared key that the peer can know, {@code sharedKey} is then filled with random
   * bytes: no box of anyone opens under it.
   */
  public static int beforenm(byte[] sharedKey, byte[] publicKey, byte[] secretKey) {
    if (sharedKey.length < KEY_BYTES) {
      return REFUSED;
    }
    MemorySegment shared = MemorySegment.ofArray(sharedKey).asSlice(0, KEY_BYTES);
    if (publicKey.length >= KEY_BYTES && secretKey.length >= KEY_BYTES) {
      try {
        if ((int)
                BEFORENM.invokeExact(
                    shared, MemorySegment.ofArray(publicKey), MemorySegment.ofArray(secretKey))
            == 0) {
          return 0;
        }
      } catch (Throwable thrown) {
        throw NativeCallFailed.of("crypto_box_beforenm", thrown);
      }
    }
    Sodium.random(shared);
    return REFUSED;
  }

  /** Boxes {@code message} for {@code publicKey}; {@code box} stays as it was when refused. */
  public static int box(
      byte[] box, byte[] message, long length, byte[] nonce, byte[] publicKey, byte[] secretKey) {
    return withTwoKeys(BOX, SECRETBOX_LONG, box, message, length, nonce, publicKey, secretKey);
  }

  /** Opens {@code box} from {@code publicKey}; {@code message} stays as it was when refused. */
  public static int open(
      byte[] message, byte[] box, long length, byte[] nonce, byte[] publicKey, byte[] secretKey) {
    return withTwoKeys(
        BOX_OPEN, SECRETBOX_OPEN_LONG, message, box, length, nonce, publicKey, secretKey);
  }

  /** Boxes under a shared key; {@code box} stays as it was when refused. */
  public static int secretbox(byte[] box, byte[] message, long length, byte[] nonce, byte[] key) {
    if (unfit(box, message, length, nonce) || key.length < KEY_BYTES) {
      return REFUSED;
    }
    if (length > Sodium.CRITICAL_LIMIT_BYTES) {
      return outsideTheHeap(SECRETBOX_LONG, box, message, (int) length, nonce, key);
    }
    try {
      return (int)
          SECRETBOX.invokeExact(
              MemorySegment.ofArray(box),
              MemorySegment.ofArray(message),
              length,
              MemorySegment.ofArray(nonce),
              MemorySegment.ofArray(key));
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_secretbox", thrown);
    }
  }

  /** Opens under a shared key; {@code message} stays as it was when refused. */
  public static int secretboxOpen(
      byte[] message, byte[] box, long length, byte[] nonce, byte[] key) {
    if (unfit(message, box, length, nonce) || key.length < KEY_BYTES) {
      return REFUSED;
    }
    if (length > Sodium.CRITICAL_LIMIT_BYTES) {
      return outsideTheHeap(SECRETBOX_OPEN_LONG, message, box, (int) length, nonce, key);
    }
    try {
      return (int)
          SECRETBOX_OPEN.invokeExact(
              MemorySegment.ofArray(message),
              MemorySegment.ofArray(box),
              length,
              MemorySegment.ofArray(nonce),
              MemorySegment.ofArray(key));
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_secretbox_open", thrown);
    }
  }

  private static int withTwoKeys(
      MethodHandle function,
      MethodHandle longFunction,
      byte[] target,
      byte[] source,
      long length,
      byte[] nonce,
      byte[] publicKey,
      byte[] secretKey) {
    if (unfit(target, source, length, nonce)
        || publicKey.length < KEY_BYTES
        || secretKey.length < KEY_BYTES) {
      return REFUSED;
    }
    if (length > Sodium.CRITICAL_LIMIT_BYTES) {
      byte[] shared = new byte[KEY_BYTES];
      int answer = beforenm(shared, publicKey, secretKey);
      if (answer == 0) {
        answer = outsideTheHeap(longFunction, target, source, (int) length, nonce, shared);
      }
      Sodium.memzero(MemorySegment.ofArray(shared));
      return answer;
    }
    try {
      return (int)
          function.invokeExact(
              MemorySegment.ofArray(target),
              MemorySegment.ofArray(source),
              length,
              MemorySegment.ofArray(nonce),
              MemorySegment.ofArray(publicKey),
              MemorySegment.ofArray(secretKey));
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_box", thrown);
    }
  }

  /** Long messages are copied, so that the collector need not wait for them. */
  private static int outsideTheHeap(
      MethodHandle function, byte[] target, byte[] source, int length, byte[] nonce, byte[] key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nativeSource = arena.allocate(length);
      MemorySegment nativeTarget = arena.allocate(length);
      MemorySegment nativeKey = arena.allocateFrom(ValueLayout.JAVA_BYTE, key);
      MemorySegment nativeNonce = arena.allocateFrom(ValueLayout.JAVA_BYTE, nonce);
      try {
        MemorySegment.copy(source, 0, nativeSource, ValueLayout.JAVA_BYTE, 0, length);
        int answer =
            (int)
                function.invokeExact(
                    nativeTarget, nativeSource, (long) length, nativeNonce, nativeKey);
        if (answer == 0) {
          MemorySegment.copy(nativeTarget, ValueLayout.JAVA_BYTE, 0, target, 0, length);
        }
        return answer;
      } finally {
        Sodium.memzero(nativeKey);
        Sodium.memzero(nativeSource);
        Sodium.memzero(nativeTarget);
      }
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_secretbox", thrown);
    }
  }

  private static boolean unfit(byte[] target, byte[] source, long length, byte[] nonce) {
    return length < 0
        || length > source.length
        || length > target.length
        || nonce.length < NONCE_BYTES;
  }
}
