package aico.audit.storage;

import aico.audit.AuditException;
import java.nio.file.Path;

/** A state file that is not what was written; names the file and the field. */
public final class StateFileDamaged extends AuditException {
  public StateFileDamaged(Path file, String what) {
    super(file + ": " + what);
  }

  public StateFileDamaged(Path file, String what, Throwable cause) {
    super(file + ": " + what, cause);
  }
}
