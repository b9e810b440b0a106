package aico.audit.storage;

import aico.audit.Retention;
import aico.audit.RetentionLimits;
import aico.bus.contract.InvalidField;
import aico.bus.zmq.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code retention.json}, the owner's own limits; without it {@link Retention#standard} holds. Read
 * at every look, so that a change takes effect within seconds. While it cannot be read nothing is
 * dropped.
 *
 * <pre>{@code
 * {"version":1,"max_days":400,"max_mib":1024,"floor_days":{"alert":180,"key.slot_added":180}}
 * }</pre>
 */
public final class RetentionFile implements RetentionLimits {
  private static final int VERSION = 1;
  private static final long MAX_BYTES = 65_536;
  private static final int MIB_BITS = 20;
  private static final long MAX_MIB = 1L << 30;

  private final Path file;

  record Content(int version, long maxDays, long maxMib, Map<String, Integer> floorDays) {}

  public RetentionFile(Path stateFolder) {
    file = stateFolder.resolve("retention.json");
  }

  /**
   * The limits.
   *
   * @throws StateFileDamaged naming the field
   */
  @Override
  public Retention get() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new StateFileDamaged(file, "longer than " + MAX_BYTES + " bytes");
      }
      return checked(Json.strict().read(Files.readAllBytes(file), Content.class));
    } catch (NoSuchFileException none) {
      return Retention.standard();
    } catch (InvalidField e) {
      throw new StateFileDamaged(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  @Override
  public boolean areOwn() {
    return Files.exists(file);
  }

  @Override
  public void put(Retention retention) {
    Content content =
        new Content(
            VERSION,
            retention.maxDays(),
            retention.maxBytes() >> MIB_BITS,
            new TreeMap<>(retention.floorDays()));
    try {
      Durable.replace(file, Json.strict().write(content));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private Retention checked(Content content) {
    requireRange("version", content.version(), VERSION, VERSION);
    requireRange("max_days", content.maxDays(), 1, Retention.MAX_DAYS);
    requireRange("max_mib", content.maxMib(), Retention.MIN_BYTES >> MIB_BITS, MAX_MIB);
    content
        .floorDays()
        .forEach((kind, days) -> {
          if (!kind.matches("[a-z_]{1,40}(\\.[a-z_]{1,40})?")) {
            throw new StateFileDamaged(file, "floor_days: a kind such as alert or key.slot_added");
          }
          requireRange("floor_days." + kind, days, 0, Retention.MAX_DAYS);
        });
    return new Retention(content.maxDays(), content.maxMib() << MIB_BITS, content.floorDays());
  }

  private void requireRange(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new StateFileDamaged(
          file, field + ": " + value + " (expected: " + min + " to " + max + ")");
    }
  }
}
