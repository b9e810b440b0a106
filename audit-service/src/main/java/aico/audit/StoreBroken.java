package aico.audit;

/**
 * Nobody knows any more what of the log is on disk. After a failed sync the kernel may drop the
 * pages it could not write and say yes to the next sync, so nothing is tried again: until the
 * process starts anew and reads the log from disk, nothing is acknowledged.
 */
public final class StoreBroken extends AuditException {
  public StoreBroken(String message, Throwable cause) {
    super(message, cause);
  }
}
