package aico.cli.storage;

import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretTooLongException;
import aico.bus.crypto.SystemCallException;
import aico.cli.CommandFailed;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An integrator's credential as {@link IntegratorFiles} writes it, read without its secrets ever
 * being on the heap.
 *
 * @param stream where {@code audit.stream} is
 * @param serverKey the public key expected there, 64 hex digits
 * @param key the integrator's; closing it is the caller's
 */
public record IntegratorCredential(String stream, String serverKey, CurveKey key) {
  private static final int MAX_BYTES = 4096;
  private static final int KEY_DIGITS = 2 * CurveKey.KEY_BYTES;
  private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*1\\s*[,}]");
  private static final Pattern STREAM =
      Pattern.compile("\"stream\"\\s*:\\s*\"(tcp://[^\"\\s]{1,256}:[0-9]{1,5})\"");
  private static final Pattern SERVER_KEY =
      Pattern.compile("\"server_key\"\\s*:\\s*\"([0-9a-f]{64})\"");
  private static final Pattern SECRET = Pattern.compile("\"secret_key\"\\s*:\\s*\"");

  /** Reads the credential in an integrator's folder. */
  public static IntegratorCredential read(Path folder) {
    Path file = folder.resolve(IntegratorFiles.CREDENTIAL);
    try (SecretBytes whole = SecretBytes.readFrom(file, MAX_BYTES)) {
      String plain = withoutSecrets(whole);
      if (!VERSION.matcher(plain).find()) {
        throw damaged(file, "version: expected: 1");
      }
      String stream = only(file, "stream", STREAM, plain);
      String serverKey = only(file, "server_key", SERVER_KEY, plain);
      Matcher secret = SECRET.matcher(plain);
      if (!secret.find() || secret.end() + KEY_DIGITS > whole.sizeBytes()) {
        throw damaged(file, "secret_key: missing");
      }
      try {
        return new IntegratorCredential(
            stream,
            serverKey,
            CurveKey.of(Hex.decode(whole.segment().asSlice(secret.end(), KEY_DIGITS))));
      } catch (IllegalArgumentException notHex) {
        throw damaged(file, "secret_key: expected 64 hex digits");
      }
    } catch (SystemCallException missing) {
      throw CommandFailed.usage(
          "DIR", file + ": cannot be read: the folder is one that aico integrator add wrote");
    } catch (SecretTooLongException tooLong) {
      throw damaged(file, "too long (expected: <= " + MAX_BYTES + " bytes)");
    }
  }

  /** The file's text, byte for byte, with a blank for all behind the first secret's name. */
  private static String withoutSecrets(SecretBytes whole) {
    MemorySegment segment = whole.segment();
    byte[] plain = new byte[whole.sizeBytes()];
    java.util.Arrays.fill(plain, (byte) ' ');
    long end = SecretText.indexOf(segment, "\"secret_key");
    // The name, colon and quote may be read; what follows them may not.
    long readable = end < 0 ? plain.length : quoteBehind(segment, end + "\"secret_key\"".length());
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, plain, 0, (int) readable);
    return new String(plain, StandardCharsets.ISO_8859_1);
  }

  private static long quoteBehind(MemorySegment segment, long from) {
    for (long at = from; at < segment.byteSize(); at++) {
      byte one = segment.get(ValueLayout.JAVA_BYTE, at);
      if (one == '"') {
        return at + 1;
      }
      if (one != ' ' && one != ':') {
        return at;
      }
    }
    return Math.min(from, segment.byteSize());
  }

  private static String only(Path file, String field, Pattern pattern, String plain) {
    Matcher found = pattern.matcher(plain);
    if (!found.find()) {
      throw damaged(file, field + ": missing, or of another shape");
    }
    return found.group(1);
  }

  private static CommandFailed damaged(Path file, String what) {
    return CommandFailed.usage("DIR", file + ": " + what);
  }
}
