package aico.vault;

import java.nio.file.Path;

/**
 * What lies in a vault's folder. The folder is 0700 of the service, because gocryptfs shows the
 * mode of {@code cipher} (0711) at the root of the mount and so cannot close it itself.
 *
 * <pre>
 * vault.json   which vault this is: tells a disk that is there from an empty mount point
 * cipher/      gocryptfs's folder; exists only when complete
 * cipher.new/  a creation that has not come to its end; never holds a person's data
 * mount.new/   where a creation mounts it for itself; empty
 * lock         held by the gocryptfs process as long as it lives
 * output       what the last gocryptfs process printed
 * </pre>
 */
public record VaultLayout(Path folder) {

  public Path identity() {
    return folder.resolve("vault.json");
  }

  public Path cipher() {
    return folder.resolve("cipher");
  }

  public Path newCipher() {
    return folder.resolve("cipher.new");
  }

  /** Mounts the new ciphertext once, while it is made. */
  public Path newMount() {
    return folder.resolve("mount.new");
  }

  /** The vault's ciphertext as gocryptfs is to see it. */
  public Gocryptfs.Ciphertext ciphertext() {
    return of(cipher());
  }

  /** The ciphertext of a creation. */
  public Gocryptfs.Ciphertext newCiphertext() {
    return of(newCipher());
  }

  private Gocryptfs.Ciphertext of(Path cipher) {
    return new Gocryptfs.Ciphertext(cipher, folder.resolve("lock"), folder.resolve("output"));
  }
}
