package aico.audit.storage;

import aico.audit.Integrator;
import aico.audit.IntegratorStore;
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
import java.util.List;

/**
 * The file {@code integrators.json}. Those of version 1 were told names as they are, and still are.
 * A restore lays what the backup held beside it, as {@code integrators.json.restored}.
 */
public final class IntegratorFile implements IntegratorStore {
  private static final int VERSION = 3;

  /** Sixty-four of them, several times over. */
  private static final long MAX_BYTES = 256 * 1024;

  private final Path file;
  private final Path restored;

  record Content(int version, List<Line> integrators) {}

  record Line(
      String name, String publicKey, String created, boolean identified, boolean suspended) {}

  record Content2(int version, List<Line2> integrators) {}

  record Line2(String name, String publicKey, String created, boolean identified) {
    Line line() {
      return new Line(name, publicKey, created, identified, false);
    }
  }

  record Content1(int version, List<Line1> integrators) {}

  record Line1(String name, String publicKey, String created) {
    Line line() {
      return new Line(name, publicKey, created, true, false);
    }
  }

  public IntegratorFile(Path file) {
    this.file = file;
    restored = file.resolveSibling(file.getFileName() + ".restored");
  }

  @Override
  public List<Integrator> read() {
    return read(file);
  }

  @Override
  public List<Integrator> restored() {
    return read(restored);
  }

  @Override
  public void restoredTaken() {
    try {
      if (Files.deleteIfExists(restored)) {
        Durable.syncFolder(Durable.folderOf(restored));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(restored.toString(), e);
    }
  }

  private static List<Integrator> read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new StateFileDamaged(file, "longer than " + MAX_BYTES + " bytes");
      }
      byte[] bytes = Files.readAllBytes(file);
      // Before the other fields: a newer version may have others.
      int version = Json.strict().tree(bytes).path("version").asInt(0);
      List<Line> lines =
          switch (version) {
            case 1 ->
                Json.strict().read(bytes, Content1.class).integrators().stream()
                    .map(Line1::line)
                    .toList();
            case 2 ->
                Json.strict().read(bytes, Content2.class).integrators().stream()
                    .map(Line2::line)
                    .toList();
            case VERSION -> Json.strict().read(bytes, Content.class).integrators();
            default ->
                throw new StateFileDamaged(
                    file, "version: " + version + " (expected: " + VERSION + ")");
          };
      return lines.stream().map(IntegratorFile::integrator).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (InvalidField e) {
      throw new StateFileDamaged(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static Integrator integrator(Line line) {
    try {
      return new Integrator(
          Shapes.name("name", line.name()),
          Shapes.publicKey("public_key", line.publicKey()),
          Instant.parse(line.created()),
          line.identified(),
          line.suspended());
    } catch (DateTimeException e) {
      throw new InvalidField("created", "not RFC 3339");
    }
  }

  @Override
  public void write(List<Integrator> integrators) {
    List<Line> lines =
        integrators.stream()
            .map(i ->
                new Line(
                    i.name(), i.publicKey(), i.created().toString(), i.identified(), i.suspended()))
            .toList();
    try {
      Durable.replace(file, Json.strict().writeIndented(new Content(VERSION, lines)));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
