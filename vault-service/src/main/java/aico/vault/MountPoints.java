package aico.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The folders that vaults are mounted on; each exists only as long as its mount. */
public interface MountPoints {

  /** Makes an empty folder to mount on; what stands in the way, in words, or empty when made. */
  Optional<String> prepare(Path mountPoint);

  /** Removes the folder; what stands in the way, or empty when it is gone. */
  Optional<String> remove(Path mountPoint);

  /** Whether the folder {@link Places#FILES} is there in a mounted vault. */
  boolean hasFiles(Path mountPoint);

  /** Folders and mounts below {@code mounts}, whoever made them. */
  List<Path> leftBelow(Path mounts);
}
