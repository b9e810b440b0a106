package aico.bus.crypto;

/** A call into the operating system failed. */
public final class SystemCallException extends CryptoException {
  private final int errno;

  SystemCallException(String call, String subject, int errno, String reason) {
    super("%s %s: %s (errno %d)".formatted(call, subject, reason, errno));
    this.errno = errno;
  }

  /** The system's error number, such as 2 for ENOENT. */
  public int errno() {
    return errno;
  }
}
