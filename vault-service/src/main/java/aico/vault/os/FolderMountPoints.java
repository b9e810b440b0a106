package aico.vault.os;

import aico.vault.MountPoints;
import aico.vault.MountTable;
import aico.vault.Places;
import aico.vault.VaultException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Mount points as folders below the service's own. */
public final class FolderMountPoints implements MountPoints {
  private final MountTable table;

  public FolderMountPoints(MountTable table) {
    this.table = table;
  }

  @Override
  public Optional<String> prepare(Path mountPoint) {
    Optional<MountTable.Mount> foreign = table.at(mountPoint);
    if (foreign.isPresent()) {
      return Optional.of(
          "mount point %s: something else is mounted there (%s)"
              .formatted(mountPoint, foreign.get().type()));
    }
    Path parent = mountPoint.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return Optional.of("folder %s is missing (aico up makes it)".formatted(parent));
    }
    // What a crash left is empty; anything else is not ours to remove.
    Optional<String> left = remove(mountPoint);
    if (left.isPresent()) {
      return left;
    }
    try {
      Files.createDirectory(
          mountPoint,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return Optional.empty();
    } catch (IOException impossible) {
      return Optional.of(
          "mount point %s: cannot be made: %s".formatted(mountPoint, reason(impossible)));
    }
  }

  @Override
  public Optional<String> remove(Path mountPoint) {
    if (Files.exists(mountPoint, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(mountPoint, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("mount point %s: not a folder".formatted(mountPoint));
    }
    try {
      Files.delete(mountPoint);
      return Optional.empty();
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (DirectoryNotEmptyException notEmpty) {
      return Optional.of("mount point %s: not empty".formatted(mountPoint));
    } catch (IOException impossible) {
      return Optional.of(
          "mount point %s: cannot be removed: %s".formatted(mountPoint, reason(impossible)));
    }
  }

  @Override
  public boolean hasFiles(Path mountPoint) {
    return Files.isDirectory(mountPoint.resolve(Places.FILES), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<Path> leftBelow(Path mounts) {
    if (Files.exists(mounts, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(mounts)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(mounts)) {
      return inside.sorted().toList();
    } catch (IOException unreadable) {
      throw new VaultException("mounts: cannot list " + mounts, unreadable);
    }
  }

  private static String reason(IOException failed) {
    return failed.getClass().getSimpleName() + " " + failed.getMessage();
  }
}
