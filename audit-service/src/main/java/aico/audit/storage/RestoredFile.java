package aico.audit.storage;

import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.zmq.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code restored.json}: left by a restore, until the log tells of it and has begun an epoch over
 * it.
 *
 * <pre>{@code
 * {"version":1,"home_id":"<32 hex>","taken":"2026-11-24T09:30:00Z"}
 * }</pre>
 */
public final class RestoredFile {
  private static final int VERSION = 1;
  private static final long MAX_BYTES = 4096;

  private final Path file;

  /**
   * What was restored.
   *
   * @param homeId the home that the backup was made of
   * @param taken when it was made
   */
  public record Restored(String homeId, Instant taken) {}

  record Content(int version, String homeId, String taken) {}

  public RestoredFile(Path stateFolder) {
    file = stateFolder.resolve("restored.json");
  }

  /**
   * What a restore left; nothing when there was none since the last start.
   *
   * @throws StateFileDamaged naming the field
   */
  public Optional<Restored> read() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new StateFileDamaged(file, "longer than " + MAX_BYTES + " bytes");
      }
      Content content = Json.strict().read(Files.readAllBytes(file), Content.class);
      if (content.version() != VERSION) {
        throw new StateFileDamaged(
            file, "version: " + content.version() + " (expected: " + VERSION + ")");
      }
      return Optional.of(
          new Restored(Shapes.id("home_id", content.homeId()), Instant.parse(content.taken())));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (DateTimeException e) {
      throw new StateFileDamaged(file, "taken: not RFC 3339");
    } catch (InvalidField e) {
      throw new StateFileDamaged(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** Only when it stands in the log, and an epoch has begun over it. */
  public void remove() {
    try {
      Files.deleteIfExists(file);
      Durable.syncFolder(Durable.folderOf(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
