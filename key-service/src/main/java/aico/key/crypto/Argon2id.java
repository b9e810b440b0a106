package aico.key.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import aico.key.DerivationRefused;
import aico.key.KeyException;
import aico.key.PasswordDerivation;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Argon2id (RFC 9106), version 0x13, by libargon2: from locked memory into locked memory. The
 * library wipes its working memory before it gives it back, and gives it back before it returns.
 *
 * <p>{@code argon2 SALT -id -t PASSES -k KIB -p LANES -l 32 -r} on the same input prints the same
 * key in hex.
 */
public final class Argon2id implements PasswordDerivation {
  static final String SONAME = "libargon2.so.1";
  static final String DEBIAN_PACKAGE = "libargon2-1";

  private static final int OK = 0;
  private static final int MEMORY_ALLOCATION_ERROR = -22;

  /**
   * Finds the library.
   *
   * @throws aico.bus.crypto.MissingLibraryException naming the package when it is not installed
   */
  public static void require() {
    NativeLibraries.open(SONAME, DEBIAN_PACKAGE);
  }

  /** Bound at first use, so that {@link #require} can say what is missing before that. */
  private static final class Argon2Library {
    static final MethodHandle ARGON2ID_CTX =
        NativeLibraries.open(SONAME, DEBIAN_PACKAGE)
            .bind("argon2id_ctx", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  @Override
  public SecretBytes derive(Argon2Context context, SecretBytes secret, String salt) {
    SecretBytes key = SecretBytes.allocate(KEY_SIZE_BYTES);
    // The library gets addresses in a struct, so Java cannot hold a close in another thread back
    // until the call is over: it works on a copy that nobody else knows.
    try (Arena arena = Arena.ofConfined();
        SecretBytes own = secret.copy()) {
      Inputs inputs =
          new Inputs(
              own.segment(),
              arena.allocateFrom(ValueLayout.JAVA_BYTE, salt.getBytes(US_ASCII)),
              MemorySegment.NULL,
              MemorySegment.NULL);
      fill(key.segment(), inputs, context.memoryKib(), context.passes(), context.lanes());
      return key;
    } catch (RuntimeException failed) {
      key.close();
      throw failed;
    }
  }

  /** The four inputs of RFC 9106, section 3.1; the last two may be NULL. */
  record Inputs(
      MemorySegment password, MemorySegment salt, MemorySegment secret, MemorySegment data) {}

  /** Fills {@code target}. Every input has to be native memory. */
  static void fill(MemorySegment target, Inputs inputs, int memoryKib, int passes, int lanes) {
    int answer;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = Argon2Struct.of(arena, target, inputs, memoryKib, passes, lanes);
      answer = (int) Argon2Library.ARGON2ID_CTX.invokeExact(context);
    } catch (RuntimeException | Error unchecked) {
      throw unchecked;
    } catch (Throwable thrown) {
      throw new KeyException("argon2id: the call failed", thrown);
    }
    if (answer == MEMORY_ALLOCATION_ERROR) {
      throw DerivationRefused.memory(0, memoryKib);
    }
    if (answer != OK) {
      throw new KeyException("argon2id: error %d (expected: 0)".formatted(answer));
    }
  }
}
