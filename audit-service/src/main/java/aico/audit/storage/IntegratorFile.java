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
 */
public final class IntegratorFile implements IntegratorStore {
  private static final int VERSION = 2;

  private final Path file;

  record Content(int version, List<Line> integrators) {}

  record Line(String name, String publicKey, String created, boolean identified) {}

  record Content1(int version, List<Line1> integrators) {}

  record Line1(String name, String publicKey, String created) {
    Line line() {
      return new Line(name, publicKey, created, true);
    }
  }

  public IntegratorFile(Path file) {
    this.file = file;
  }

  @Override
  public List<Integrator> read() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      // Before the other fields: a newer version may have others.
      int version = Json.strict().tree(bytes).path("version").asInt(0);
      List<Line> lines =
          switch (version) {
            case 1 ->
                Json.strict().read(bytes, Content1.class).integrators().stream()
                    .map(Line1::line)
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
          line.identified());
    } catch (DateTimeException e) {
      throw new InvalidField("created", "not RFC 3339");
    }
  }

  @Override
  public void write(List<Integrator> integrators) {
    List<Line> lines =
        integrators.stream()
            .map(i -> new Line(i.name(), i.publicKey(), i.created().toString(), i.identified()))
            .toList();
    try {
      Durable.replace(file, Json.strict().writeIndented(new Content(VERSION, lines)));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
