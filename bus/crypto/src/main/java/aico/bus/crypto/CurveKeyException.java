package aico.bus.crypto;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A CURVE key file is missing, damaged, readable by others, or of a newer version. */
public final class CurveKeyException extends CryptoException {
  private final Path file;
  private final String field;

  CurveKeyException(Path file, String field, String message, @Nullable Throwable cause) {
    super("%s: %s: %s".formatted(file, field, message), cause);
    this.file = file;
    this.field = field;
  }

  /** The file at fault. */
  public Path file() {
    return file;
  }

  /** What in it is at fault: {@code file}, {@code mode}, {@code version} or {@code secret_key}. */
  public String field() {
    return field;
  }
}
