package aico.key.storage;

import aico.bus.crypto.SecretBytes;
import aico.key.StateFileException;
import org.jspecify.annotations.Nullable;

/**
 * What files are sealed with, and, while the installation key is rotated, what those were that are
 * not sealed anew yet. Used under the monitor of {@link StateFiles}.
 */
final class SealGenerations implements AutoCloseable {
  private FileSeal seal;
  private @Nullable FileSeal former;

  /** Takes over {@code integrityKey}. */
  SealGenerations(SecretBytes integrityKey) {
    seal = new FileSeal(integrityKey);
  }

  byte[] seal(String name, byte[] body) {
    return seal.seal(name, body);
  }

  /** Whether the file is sealed with what holds now. */
  boolean isCurrent(String name, byte[] sealed) {
    return seal.isIntact(name, sealed);
  }

  /**
   * Checks a file's seal.
   *
   * @throws StateFileException when the file is not what was written last
   */
  void requireIntact(String name, byte[] sealed) {
    if (!FileSeal.isSealed(sealed)) {
      throw new StateFileException(name, "mac", "missing");
    }
    if (!seal.isIntact(name, sealed) && (former == null || !former.isIntact(name, sealed))) {
      throw new StateFileException(
          name, "mac", "does not match: the file was changed, or comes from another installation");
    }
  }

  /** As {@link aico.key.SealedFiles#succeed}. */
  void succeed(SecretBytes integrityKey, Runnable decisive) {
    FileSeal before = seal;
    forgetFormer();
    former = before;
    seal = new FileSeal(integrityKey);
    boolean done = false;
    try {
      decisive.run();
      done = true;
    } finally {
      if (!done) {
        seal.close();
        seal = before;
        former = null;
      }
    }
  }

  /** Takes over {@code integrityKey}, under which files may be sealed still. */
  void acceptFormer(SecretBytes integrityKey) {
    forgetFormer();
    former = new FileSeal(integrityKey);
  }

  void forgetFormer() {
    if (former != null) {
      former.close();
      former = null;
    }
  }

  @Override
  public void close() {
    forgetFormer();
    seal.close();
  }
}
