package aico.vault.storage;

import aico.vault.FileTrees;
import aico.vault.Places;
import aico.vault.VaultException;
import aico.vault.VaultLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** New ciphertext: made aside, then put in place by one rename. */
final class Ciphertexts {
  /** A new vault's ciphertext holds half a dozen files; a real vault is not removed by mistake. */
  private static final int MAX_STAGED_FILES = 32;

  /** Where the files of a vault that is taken up are on their way to {@code files}. */
  private static final String GATHERED = ".aico-gathered";

  private final FileTrees trees;

  Ciphertexts(FileTrees trees) {
    this.trees = trees;
  }

  void stage(VaultLayout layout) {
    unstage(layout);
    try {
      makeFolder(layout.newCipher(), "rwx--x--x");
      makeFolder(layout.newMount(), "rwx------");
    } catch (IOException failed) {
      throw failure("cannot prepare", layout, failed);
    }
  }

  boolean stageAgain(VaultLayout layout) {
    try {
      if (!Files.isDirectory(layout.newCipher(), LinkOption.NOFOLLOW_LINKS)) {
        makeFolder(layout.newCipher(), "rwx--x--x");
      }
      if (!Files.isDirectory(layout.newMount(), LinkOption.NOFOLLOW_LINKS)) {
        makeFolder(layout.newMount(), "rwx------");
      }
      return Files.exists(layout.newCipher().resolve("gocryptfs.conf"));
    } catch (IOException failed) {
      throw failure("cannot prepare", layout, failed);
    }
  }

  /** Goes on wherever an earlier call was interrupted; what has no new ciphertext is past it. */
  void exchange(VaultLayout layout) {
    try {
      if (Files.isDirectory(layout.newCipher(), LinkOption.NOFOLLOW_LINKS)) {
        if (Files.isDirectory(layout.cipher(), LinkOption.NOFOLLOW_LINKS)) {
          Files.move(layout.cipher(), layout.oldCipher(), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(layout.newCipher(), layout.cipher(), StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncFolder(layout.folder());
      }
      Files.deleteIfExists(layout.newMount());
      removeAside(layout);
    } catch (IOException failed) {
      throw failure("cannot put in place", layout, failed);
    }
    trees.remove(layout.oldCipher());
  }

  private static void removeAside(VaultLayout layout) throws IOException {
    Files.deleteIfExists(layout.newCiphertext().lock());
    Files.deleteIfExists(layout.newCiphertext().output());
  }

  void makeFiles(Path mountPoint) {
    Path files = mountPoint.resolve(Places.FILES);
    if (Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      makeFolder(files, "rwx------");
    } catch (IOException failed) {
      throw new VaultException(
          "cannot make the folder %s in the vault".formatted(Places.FILES), failed);
    }
  }

  void gatherFiles(Path mountPoint) {
    Path files = mountPoint.resolve(Places.FILES);
    Path aside = mountPoint.resolve(GATHERED);
    try {
      List<Path> found = inRoot(mountPoint);
      if (found.equals(List.of(files)) && Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      if (!found.contains(aside)) {
        makeFolder(aside, "rwx------");
      }
      for (Path path : found) {
        if (!path.equals(aside)) {
          Files.move(path, aside.resolve(path.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      Files.move(aside, files, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new VaultException(
          "cannot move what is in the vault into its folder %s: %s"
              .formatted(Places.FILES, failed.getMessage()),
          failed);
    }
  }

  private static List<Path> inRoot(Path mountPoint) throws IOException {
    try (Stream<Path> paths = Files.list(mountPoint)) {
      return paths.toList();
    }
  }

  void publish(VaultLayout layout) {
    try {
      syncAll(layout.newCipher());
      Files.move(layout.newCipher(), layout.cipher(), StandardCopyOption.ATOMIC_MOVE);
      DurableFile.syncFolder(layout.folder());
      Files.deleteIfExists(layout.newMount());
      removeAside(layout);
    } catch (IOException failed) {
      throw failure("cannot put in place", layout, failed);
    }
  }

  void unstage(VaultLayout layout) {
    try {
      // Not below it: should something be mounted there, this fails and touches no file of it.
      Files.deleteIfExists(layout.newMount());
      if (Files.exists(layout.newCipher(), LinkOption.NOFOLLOW_LINKS)) {
        remove(layout.newCipher());
      }
      removeAside(layout);
    } catch (IOException failed) {
      throw failure("cannot clear", layout, failed);
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> inside = inside(folder);
    if (inside.size() > MAX_STAGED_FILES) {
      throw new IOException(
          "%s: %d files (expected: <= %d)".formatted(folder, inside.size(), MAX_STAGED_FILES));
    }
    for (Path path : inside.stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(path);
    }
  }

  private static void syncAll(Path folder) throws IOException {
    for (Path path : inside(folder)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static List<Path> inside(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.limit(MAX_STAGED_FILES + 1L).toList();
    }
  }

  /** With exactly that mode, whatever the umask. */
  private static void makeFolder(Path folder, String mode) throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
  }

  private static VaultException failure(String what, VaultLayout layout, IOException failed) {
    return new VaultException(
        "%s %s: %s".formatted(what, layout.folder(), failed.getMessage()), failed);
  }
}
