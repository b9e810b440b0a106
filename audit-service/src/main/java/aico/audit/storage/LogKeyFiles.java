package aico.audit.storage;

import aico.audit.log.AuditLogException;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.Vkey;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.zmq.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What says which log this is: {@code log.json} with its random id, {@code log-signing.sealed} with
 * the secret key, and {@code log.vkey} with the public one in clear.
 */
public final class LogKeyFiles {
  private static final int VERSION = 1;

  private final Path identity;
  private final Path sealed;
  private final Path vkey;
  private final LogFolder log;

  record Content(int version, String logId) {}

  public LogKeyFiles(Path stateFolder, LogFolder log) {
    this.identity = stateFolder.resolve("log.json");
    this.sealed = stateFolder.resolve("log-signing.sealed");
    this.vkey = stateFolder.resolve("log.vkey");
    this.log = log;
  }

  /**
   * The log's id, 32 hex digits; kept on the first call, when nothing of a log is there.
   *
   * @param fresh a random id
   */
  public String logId(String fresh) {
    try {
      byte[] bytes = Files.readAllBytes(identity);
      int version = Json.strict().tree(bytes).path("version").asInt(0);
      if (version != VERSION) {
        throw new StateFileDamaged(
            identity, "version: " + version + " (expected: " + VERSION + ")");
      }
      return Shapes.id("log_id", Json.strict().read(bytes, Content.class).logId());
    } catch (NoSuchFileException none) {
      return begin(fresh);
    } catch (InvalidField e) {
      throw new StateFileDamaged(identity, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(identity.toString(), e);
    }
  }

  /** A log whose id is lost is not begun anew. */
  private String begin(String fresh) {
    if (LogReader.exists(log) || Files.exists(sealed) || Files.exists(log.checkpoint())) {
      throw new StateFileDamaged(identity, "missing, while there is a log");
    }
    write(identity, Json.strict().writeIndented(new Content(VERSION, fresh)));
    return fresh;
  }

  /** Where the verifier key stands. */
  public Path vkeyFile() {
    return vkey;
  }

  /** The sealed secret key, if it was made. */
  public Optional<byte[]> sealedKey() {
    return read(sealed);
  }

  /** The verifier key, if it was made. */
  public Optional<Vkey> vkey() {
    try {
      return read(vkey).map(bytes -> Vkey.parse(new String(bytes, StandardCharsets.UTF_8)));
    } catch (AuditLogException e) {
      throw new StateFileDamaged(vkey, String.valueOf(e.getMessage()), e);
    }
  }

  /** Keeps a new key: the sealed one first, since the clear one can be made from it again. */
  public void keep(byte[] sealedKey, Vkey verifier) {
    write(sealed, sealedKey);
    keep(verifier);
  }

  /** Keeps the same key, sealed anew. */
  public void keepSealed(byte[] sealedKey) {
    write(sealed, sealedKey);
  }

  /** Keeps the verifier key. */
  public void keep(Vkey verifier) {
    write(vkey, (verifier + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<byte[]> read(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Durable.replace(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
