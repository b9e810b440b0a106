package aico.audit.log;

import java.nio.file.Path;

/** Bytes of a log that cannot be what was written; names the file, the offset and the leaf. */
public final class DamagedLog extends AuditLogException {
  private final long index;

  /**
   * Names what is damaged.
   *
   * @param offset bytes from the start of the file
   * @param index the lowest leaf affected
   */
  public DamagedLog(Path file, long offset, long index, String reason) {
    super(file + ": offset " + offset + ": leaf " + index + ": " + reason);
    this.index = index;
  }

  /** The lowest leaf index affected. */
  public long index() {
    return index;
  }
}
