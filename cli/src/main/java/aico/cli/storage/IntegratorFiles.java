package aico.cli.storage;

import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * What an integrator gets: its credential, the log's public key, and a program that follows the
 * log. The secret key stands in the credential (0600) and nowhere else.
 */
public final class IntegratorFiles {
  public static final String CREDENTIAL = "integrator.json";
  public static final String LOG_KEY = "audit.pub";
  public static final String PROGRAM = "subscribe.py";

  private static final String KEY_DRAFT = ".curve.key.new";

  /** In {@code curve.key}: the secret key's hex digits begin behind this line. */
  private static final int KEY_FILE_HEADER_BYTES = "aico-curve-key 1\n".length();

  private static final int KEY_FILE_MAX_BYTES = 128;
  private static final int CREDENTIAL_MAX_BYTES = 2048;

  private final Path folder;
  private boolean madeFolder;

  public IntegratorFiles(Path folder) {
    this.folder = folder;
  }

  public static List<String> names() {
    return List.of(CREDENTIAL, LOG_KEY, PROGRAM);
  }

  /** Makes the folder; refuses one that holds a file of these names. */
  public void prepare() {
    madeFolder = make(folder);
    for (String name : names()) {
      if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        throw CommandFailed.usage("--out", folder.resolve(name) + ": exists already");
      }
    }
  }

  /** Makes a folder in one that is there; false when it is there already. */
  public static boolean make(Path folder) {
    try {
      if (Files.isDirectory(folder)) {
        return false;
      }
      if (Files.exists(folder)) {
        throw CommandFailed.usage("--out", folder + ": is no folder");
      }
      Path parent = folder.toAbsolutePath().getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        throw CommandFailed.usage("--out", parent + ": there is no such folder");
      }
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      return true;
    } catch (IOException e) {
      throw CommandFailed.usage("--out", folder + ": cannot be made: " + Reasons.of(e));
    }
  }

  /** Where the integrator finds the suite. */
  public record Endpoints(String stream, String live, String alerts, String serverKey) {}

  /** Makes a key pair and writes the credential; the public key, 64 hex digits. */
  public String writeCredential(String name, Endpoints endpoints) {
    Path draft = folder.resolve(KEY_DRAFT);
    try {
      Files.deleteIfExists(draft);
      String publicKey;
      try (CurveKey key = CurveKey.generate()) {
        publicKey = Hex.encode(key.publicKey());
        // The one door through which a key pair gives its secret away is its file.
        key.write(draft);
      }
      try (SecretBytes file = SecretBytes.readFrom(draft, KEY_FILE_MAX_BYTES);
          SecretBytes hex =
              SecretBytes.copyOf(
                  file.segment().asSlice(KEY_FILE_HEADER_BYTES, 2L * CurveKey.KEY_BYTES));
          SecretBytes secret = Hex.decode(hex.segment());
          SecretBytes z85 = Z85.encode(secret);
          SecretText text = new SecretText(CREDENTIAL_MAX_BYTES)) {
        text.add("{\n  \"version\" : 1,\n");
        field(text, "name", name);
        field(text, "stream", endpoints.stream());
        field(text, "live", endpoints.live());
        field(text, "alerts", endpoints.alerts());
        field(text, "server_key", endpoints.serverKey());
        field(text, "server_key_z85", Z85.encode(Hex.decode(endpoints.serverKey())));
        field(text, "public_key", publicKey);
        field(text, "public_key_z85", Z85.encode(Hex.decode(publicKey)));
        text.add("  \"secret_key\" : \"").add(hex).add("\",\n");
        text.add("  \"secret_key_z85\" : \"").add(z85).add("\"\n}\n");
        write(CREDENTIAL, text.segment().asByteBuffer(), "rw-------");
      }
      return publicKey;
    } catch (IOException e) {
      throw cannot(CREDENTIAL, e);
    } finally {
      remove(KEY_DRAFT);
    }
  }

  /** Z85 and hex digits, names and endpoints hold nothing that JSON would escape. */
  private static void field(SecretText text, String name, String value) {
    text.add("  \"" + name + "\" : \"" + value + "\",\n");
  }

  public void writeLogKey(String vkey) {
    try {
      write(LOG_KEY, ByteBuffer.wrap((vkey + "\n").getBytes(StandardCharsets.UTF_8)), "rw-r--r--");
    } catch (IOException e) {
      throw cannot(LOG_KEY, e);
    }
  }

  public void writeProgram() {
    try (InputStream in = IntegratorFiles.class.getResourceAsStream("/integrator/" + PROGRAM)) {
      if (in == null) {
        throw new IllegalStateException(PROGRAM + " is not on the class path");
      }
      write(PROGRAM, ByteBuffer.wrap(in.readAllBytes()), "rwxr-xr-x");
    } catch (IOException e) {
      throw cannot(PROGRAM, e);
    }
  }

  /** Takes back what was written; the integrator was not admitted. */
  public void removeAll() {
    names().forEach(this::remove);
    if (madeFolder) {
      remove("");
    }
  }

  private void write(String name, ByteBuffer content, String mode) throws IOException {
    Path file = folder.resolve(name);
    try (var channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private void remove(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException stays) {
      // Without its listing at audit-service it opens nothing.
    }
  }

  private CommandFailed cannot(String name, IOException e) {
    return CommandFailed.failed(folder.resolve(name) + ": cannot be written: " + Reasons.of(e));
  }
}
