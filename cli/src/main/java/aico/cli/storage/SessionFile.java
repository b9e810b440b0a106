package aico.cli.storage;

import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SystemCallException;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The owner's session: {@code session.json} names it, {@code session.secret} holds its 32 bytes,
 * which go from the file into locked memory and never through JSON. Both 0600; the secret is of use
 * only together with the command's CURVE key.
 */
public final class SessionFile {
  public static final int SECRET_BYTES = 32;

  private static final int VERSION = 1;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private final Path json;
  private final Path secretFile;
  private final PlacedFile files;
  private final PlacedFile.Access access;

  /**
   * The session of a home.
   *
   * @param staging a folder that only the caller can write to
   * @param uid whose session it is; null for the caller's
   */
  public SessionFile(HomeLayout home, Path staging, @Nullable Long uid, @Nullable Long gid) {
    json = home.cli().resolve("session.json");
    secretFile = home.cli().resolve("session.secret");
    files = new PlacedFile(staging);
    access = new PlacedFile.Access(uid, gid, "rw-------");
  }

  /** A session: its id, and its secret, which the caller closes. */
  public record Session(String id, SecretBytes secret) implements AutoCloseable {
    @Override
    public void close() {
      secret.close();
    }
  }

  /** The session, or nothing when there is none, or none of use. */
  public Optional<Session> read() {
    Optional<String> id = id();
    if (id.isEmpty()) {
      return Optional.empty();
    }
    try {
      SecretBytes secret = SecretBytes.readFrom(secretFile, SECRET_BYTES);
      if (secret.sizeBytes() != SECRET_BYTES) {
        secret.close();
        throw CommandFailed.failed(secretFile + ": damaged (expected: 32 bytes)");
      }
      return Optional.of(new Session(id.get(), secret));
    } catch (SystemCallException notThere) {
      return Optional.empty();
    }
  }

  /** The session's id alone. */
  public Optional<String> id() {
    return JsonFile.read(json)
        .map(object -> {
          object.version(VERSION);
          String id = object.text("session_id", ID);
          object.done();
          return id;
        });
  }

  public void write(String id, SecretBytes secret) {
    forget();
    files.write(secretFile, secret.segment().asByteBuffer(), access);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("version", VERSION);
    content.put("session_id", id);
    files.place(json, JsonFile.bytes(content), access);
  }

  /** Forgets it, id first, so that a secret without an id is all that a crash can leave. */
  public void forget() {
    try {
      Files.deleteIfExists(json);
      Files.deleteIfExists(secretFile);
    } catch (IOException e) {
      throw CommandFailed.failed(json + ": cannot be removed: " + Reasons.of(e));
    }
  }
}
