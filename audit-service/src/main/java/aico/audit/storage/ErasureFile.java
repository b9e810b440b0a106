package aico.audit.storage;

import aico.audit.Erasures;
import aico.audit.Erasures.Notice;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.zmq.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The file {@code erasures.json}. */
public final class ErasureFile implements Erasures.Store {
  private static final int VERSION = 1;

  private final Path file;

  record Content(int version, List<Line> unconfirmed) {}

  record Line(String principal, String subject, long upTo) {}

  public ErasureFile(Path file) {
    this.file = file;
  }

  @Override
  public List<Notice> read() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      // Before the other fields: a newer version may have others.
      int version = Json.strict().tree(bytes).path("version").asInt(0);
      if (version != VERSION) {
        throw new StateFileDamaged(file, "version: " + version + " (expected: " + VERSION + ")");
      }
      return Json.strict().read(bytes, Content.class).unconfirmed().stream()
          .map(line ->
              new Notice(
                  Shapes.principal("principal", line.principal()),
                  Shapes.id("subject", line.subject()),
                  Shapes.between("upTo", line.upTo(), 0, Long.MAX_VALUE)))
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (InvalidField e) {
      throw new StateFileDamaged(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  @Override
  public void write(List<Notice> notices) {
    List<Line> lines =
        notices.stream()
            .map(each -> new Line(each.principal(), each.subject(), each.upTo()))
            .toList();
    try {
      Durable.replace(file, Json.strict().writeIndented(new Content(VERSION, lines)));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
