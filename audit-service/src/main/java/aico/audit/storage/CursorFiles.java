package aico.audit.storage;

import aico.audit.Cursors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * One small file for each subscriber: {@code 1 <next sequence>\n}, where 1 is the version of the
 * format.
 */
public final class CursorFiles implements Cursors {
  private static final String VERSION = "1 ";

  private final Path folder;

  public CursorFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public OptionalLong next(String principal) {
    Path file = file(principal);
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      if (!text.matches("[0-9]{1,9} [0-9]{1,19}\n")) {
        throw new StateFileDamaged(file, "cursor: expected: 1 <sequence>");
      }
      if (!text.startsWith(VERSION)) {
        throw new StateFileDamaged(
            file, "version: " + text.substring(0, text.indexOf(' ')) + " (expected: 1)");
      }
      return OptionalLong.of(Long.parseLong(text.strip().substring(VERSION.length())));
    } catch (NoSuchFileException none) {
      return OptionalLong.empty();
    } catch (NumberFormatException e) {
      throw new StateFileDamaged(file, "cursor: beyond 2^63");
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  @Override
  public void put(String principal, long next) {
    try {
      Files.createDirectories(folder);
      Durable.replace(file(principal), (VERSION + next + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(folder.toString(), e);
    }
  }

  @Override
  public void remove(String principal) {
    try {
      if (Files.deleteIfExists(file(principal))) {
        Durable.syncFolder(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder.toString(), e);
    }
  }

  /** Principals hold no dot, so that no two share a file. */
  private Path file(String principal) {
    return folder.resolve(principal.replace('/', '.'));
  }
}
