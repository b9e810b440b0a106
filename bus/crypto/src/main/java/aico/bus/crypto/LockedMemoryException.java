package aico.bus.crypto;

/** The system refused to lock pages for a secret; the secret was not stored anywhere. */
public final class LockedMemoryException extends CryptoException {
  LockedMemoryException(int sizeBytes, String softLimit, SystemCallException refused) {
    super(
        "locked memory: %d bytes refused, RLIMIT_MEMLOCK is %s (expected: room for more; raise it with LimitMEMLOCK= or ulimit -l)"
            .formatted(sizeBytes, softLimit),
        refused);
  }
}
