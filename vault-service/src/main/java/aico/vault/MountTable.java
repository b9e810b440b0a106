package aico.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is mounted in this process's mount namespace. */
public interface MountTable {

  /**
   * One mount.
   *
   * @param type such as {@code fuse.gocryptfs}
   * @param source what it shows; for gocryptfs its folder of ciphertext
   */
  record Mount(Path point, String type, String source) {}

  /** All mounts, oldest first. */
  List<Mount> mounts();

  /** The mount seen at {@code point}: the newest one there. */
  default Optional<Mount> at(Path point) {
    return mounts().stream().filter(mount -> mount.point().equals(point)).reduce((a, b) -> b);
  }
}
