package aico.key;

import org.jspecify.annotations.Nullable;

/** A state file is damaged, of a newer version, or not of this installation. */
public final class StateFileException extends KeyException {
  private final String file;
  private final String field;

  public StateFileException(String file, String field, String message) {
    this(file, field, message, null);
  }

  public StateFileException(String file, String field, String message, @Nullable Throwable cause) {
    super("%s: %s: %s".formatted(file, field, message), cause);
    this.file = file;
    this.field = field;
  }

  /** The file's path below the state folder, such as {@code keys/owner.json}. */
  public String file() {
    return file;
  }

  /** The path of the field at fault, such as {@code slots[0].salt}; {@code $} is the whole file. */
  public String field() {
    return field;
  }
}
