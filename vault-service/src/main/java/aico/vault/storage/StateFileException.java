package aico.vault.storage;

import aico.vault.VaultException;
import java.nio.file.Path;

/** A state file that is damaged or of a newer version; names file and field. */
public final class StateFileException extends VaultException {
  private final Path file;
  private final String field;

  StateFileException(Path file, String field, String message) {
    super("%s: %s: %s".formatted(file, field, message));
    this.file = file;
    this.field = field;
  }

  public Path file() {
    return file;
  }

  /** The field at fault, or {@code (file)} when it is no JSON object at all. */
  public String field() {
    return field;
  }
}
