package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** gocryptfs: makes, mounts and unmounts folders of ciphertext. */
public interface Gocryptfs {

  /**
   * A folder of ciphertext.
   *
   * @param lock a file that the gocryptfs process locks, so that it is never mounted twice
   * @param output a file for what gocryptfs prints
   */
  record Ciphertext(Path folder, Path lock, Path output) {}

  /** What came of an initialization. */
  sealed interface Init {
    record Initialized() implements Init {}

    record Failed(Trouble trouble, String detail) implements Init {}
  }

  /** What came of a mount. */
  sealed interface Mount {
    /** Seen in the mount table. {@code exit} completes with the exit code when gocryptfs ends. */
    record Mounted(long pid, CompletableFuture<Integer> exit) implements Mount {}

    record Failed(Trouble trouble, String detail) implements Mount {}
  }

  /** What came of an unmount. */
  sealed interface Unmount {
    /**
     * Synced, unmounted, and the process gone.
     *
     * @param forced it was in use, or gocryptfs did not end by itself
     */
    record Gone(boolean forced) implements Unmount {}

    /** Something is still there. */
    record StillThere(String detail) implements Unmount {}
  }

  /** How it is mounted. */
  enum Access {
    /** For whom the places say. */
    OWNER,
    /** For the service alone, to prepare it. */
    SERVICE_ONLY,
    /** For the service alone, which will not write. */
    SERVICE_READS
  }

  /** Makes ciphertext in an empty folder. */
  Init init(Ciphertext ciphertext, SecretBytes key);

  /** Mounts and waits until the mount is seen. A failure leaves neither mount nor process. */
  Mount mount(Ciphertext ciphertext, Path mountPoint, SecretBytes key, Access access);

  /**
   * Takes down what gocryptfs has mounted there, and the process that serves it, whoever started
   * it. With nothing there it is {@link Unmount.Gone}.
   */
  Unmount unmount(Ciphertext ciphertext, Path mountPoint);

  /** Whether it is mounted there and a gocryptfs process serves it. */
  boolean isMounted(Ciphertext ciphertext, Path mountPoint);

  /** Cuts the output of a long-lived process short when it has grown. */
  void trimOutput(Ciphertext ciphertext);
}
