package aico.vault;

import java.nio.file.Path;

/**
 * What lies in a vault's folder. The folder is 0700 of the service, because gocryptfs shows the
 * mode of {@code cipher} (0711) at the root of the mount and so cannot close it itself.
 *
 * <pre>
 * vault.json   which vault this is: tells a disk that is there from an empty mount point
 * cipher/      gocryptfs's folder; exists only when complete
 * cipher.new/  a creation or rotation that has not come to its end
 * cipher.old/  what a rotation has replaced, while it is being removed
 * mount.new/   where the new ciphertext is mounted meanwhile; empty
 * lock         held by the gocryptfs process as long as it lives; lock.new for the new ciphertext
 * output       what the last gocryptfs process printed; output.new likewise
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

  public Path oldCipher() {
    return folder.resolve("cipher.old");
  }

  /** Mounts the new ciphertext while it is made. */
  public Path newMount() {
    return folder.resolve("mount.new");
  }

  /** The vault's ciphertext as gocryptfs is to see it. */
  public Gocryptfs.Ciphertext ciphertext() {
    return new Gocryptfs.Ciphertext(cipher(), folder.resolve("lock"), folder.resolve("output"));
  }

  /** The ciphertext of a creation or rotation. */
  public Gocryptfs.Ciphertext newCiphertext() {
    return new Gocryptfs.Ciphertext(
        newCipher(), folder.resolve("lock.new"), folder.resolve("output.new"));
  }
}
