package aico.cli.storage;

import aico.bus.contract.Shapes;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SystemCallException;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's session: {@code session.json} names it, {@code session.secret} holds its 32 bytes (with
 * {@code session-<user>} for others than the owner of the home), which go from the file into locked
 * memory and never through JSON. Both 0600; the secret is of use only together with the command's
 * CURVE key.
 */
public final class SessionFile {
  public static final int SECRET_BYTES = 32;

  private static final int VERSION = 1;
  private static final String NAME = "session";
  private static final String JSON = ".json";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private final Path json;
  private final Path secretFile;
  private final PlacedFile files;
  private final Reserve reserve;
  private final PlacedFile.Access access;

  /**
   * The session of a home.
   *
   * @param user a name as {@code Shapes.name} takes it
   * @param staging a folder that only the caller can write to
   * @param uid whose session it is; null for the caller's
   */
  public SessionFile(
      HomeLayout home, String user, Path staging, @Nullable Long uid, @Nullable Long gid) {
    String name = user.equals(Users.OWNER) ? NAME : NAME + "-" + user;
    json = home.cli().resolve(name + JSON);
    secretFile = home.cli().resolve(name + ".secret");
    files = new PlacedFile(staging);
    reserve = new Reserve(staging);
    access = new PlacedFile.Access(uid, gid, "rw-------");
  }

  /** Whose sessions are there. */
  public static List<String> users(HomeLayout home) {
    try (Stream<Path> files = Files.list(home.cli())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.startsWith(NAME) && file.endsWith(JSON))
          .map(file -> file.substring(NAME.length(), file.length() - JSON.length()))
          .filter(rest -> rest.isEmpty() || Shapes.NAME.matcher(rest.substring(1)).matches())
          .map(rest -> rest.isEmpty() ? Users.OWNER : rest.substring(1))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw CommandFailed.failed(home.cli() + ": cannot be read: " + Reasons.of(e));
    }
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

  /** Sets room aside for the next {@link #write}, as far as the disk has it. */
  public void setAside() {
    reserve.fill();
  }

  /** On a full disk in the room that was set aside when there was some. */
  public void write(String id, SecretBytes secret) {
    forget();
    put(secretFile, secret.segment().asByteBuffer());
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("version", VERSION);
    content.put("session_id", id);
    put(json, ByteBuffer.wrap(JsonFile.bytes(content)));
    setAside();
  }

  private void put(Path file, ByteBuffer content) {
    try {
      files.write(file, content.duplicate(), access);
    } catch (CommandFailed full) {
      files.write(file, content.duplicate(), access, reserve);
    }
  }

  /**
   * Forgets it, id first, so that a secret without an id is all that a crash can leave. Its room is
   * set aside for the next.
   */
  public void forget() {
    try {
      Files.deleteIfExists(json);
      Files.deleteIfExists(secretFile);
    } catch (IOException e) {
      throw CommandFailed.failed(json + ": cannot be removed: " + Reasons.of(e));
    }
    setAside();
  }
}
