package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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

  /** A user and a group of the operating system. */
  record Owner(int uid, int gid) {}

  /**
   * How it is mounted.
   *
   * @param owner whose all files are to be; null for the service alone
   * @param readOnly whether nobody can write
   */
  record Access(@Nullable Owner owner, boolean readOnly) {
    /** To prepare it. */
    public static final Access SERVICE_ONLY = new Access(null, false);

    public static final Access SERVICE_READS = new Access(null, true);
  }

  /**
   * How a mounted vault is used, as the gocryptfs process that serves it shows: whoever uses it, as
   * whatever user and in whatever mount namespace, its requests arrive there. A mapped file counts
   * as open; a working directory in the vault shows only when it is unmounted. What the kernel
   * answers from its own memory, such as reading again what was just read, is no use of the vault.
   *
   * @param openFiles files that it has open below the ciphertext
   * @param requests how often it has read anything, requests of the kernel among them; at rest it
   *     reads nothing
   */
  record Use(int openFiles, long requests) {}

  /** Makes ciphertext in an empty folder. */
  Init init(Ciphertext ciphertext, SecretBytes key);

  /** Has a key open what a password opened until now; nothing else of the ciphertext changes. */
  Init rewrap(Ciphertext ciphertext, SecretBytes password, SecretBytes key);

  /** Mounts and waits until the mount is seen. A failure leaves neither mount nor process. */
  Mount mount(Ciphertext ciphertext, Path mountPoint, SecretBytes key, Access access);

  /**
   * Takes down what gocryptfs has mounted there, and the process that serves it, whoever started
   * it. With nothing there it is {@link Unmount.Gone}.
   */
  Unmount unmount(Ciphertext ciphertext, Path mountPoint);

  /** Unmounts, unless a process is using it; its process is not waited for. Whether it did. */
  boolean detachUnlessUsed(Path mountPoint);

  /** Empty when it is not mounted there, or its process does not show it. */
  Optional<Use> use(Ciphertext ciphertext, Path mountPoint);

  /** Whether it is mounted there and a gocryptfs process serves it. */
  boolean isMounted(Ciphertext ciphertext, Path mountPoint);

  /** Cuts the output of a long-lived process short when it has grown. */
  void trimOutput(Ciphertext ciphertext);
}
