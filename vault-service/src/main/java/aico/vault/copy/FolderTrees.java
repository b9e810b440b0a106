package aico.vault.copy;

import aico.vault.FileTrees;
import aico.vault.Processes;
import aico.vault.VaultException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** Folders of this machine. */
public final class FolderTrees implements FileTrees {
  /** A disk may have hours of work before it, and is asked in between whether to stop. */
  private static final Duration PROGRAM_LIMIT = Duration.ofHours(6);

  private static final long LOOK_MS = 50;

  private final Processes processes;

  public FolderTrees(Processes processes) {
    this.processes = processes;
  }

  @Override
  public Size sizeOf(Path root, Watch watch) {
    long files = 0;
    long bytes = 0;
    for (Path path : children(root)) {
      watch.check();
      Kind kind = kindOf(path);
      files++;
      if (kind.type() == Kind.Type.FILE) {
        bytes += kind.sizeBytes();
      } else if (kind.type() == Kind.Type.FOLDER) {
        Size below = sizeOf(path, watch);
        files += below.files();
        bytes += below.bytes();
      }
    }
    return new Size(files, bytes);
  }

  @Override
  public long allocatedBytes(Path root) {
    Processes.Ended ended =
        processes.run(List.of("du", "-s", "-B1", "--", root.toString()), null, PROGRAM_LIMIT);
    try {
      return Long.parseLong(ended.output().split("\\s", 2)[0]);
    } catch (NumberFormatException unexpected) {
      throw new VaultException("%s: size not known: %s".formatted(root, ended.output()));
    }
  }

  @Override
  public void copy(Path from, Path to, Watch watch) {
    new TreeCopy(watch).copy(from, to);
  }

  @Override
  public long verify(Path from, Path to, Watch watch) {
    return new TreeComparison(watch).compare(from, to);
  }

  @Override
  public void sync(Path folder, Watch watch) {
    CompletableFuture<Processes.Ended> ended =
        CompletableFuture.supplyAsync(
            () -> processes.run(List.of("sync", "-f", folder.toString()), null, PROGRAM_LIMIT));
    while (!ended.isDone()) {
      watch.check();
      ended.copy().completeOnTimeout(null, LOOK_MS, TimeUnit.MILLISECONDS).join();
    }
    if (ended.join().exitCode() != 0) {
      throw new VaultException("%s: not synced: %s".formatted(folder, ended.join().output()));
    }
  }

  @Override
  public void remove(Path root) {
    removeAll(root);
  }

  static void removeAll(Path root) {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
        Files.setAttribute(root, "unix:mode", TreeCopy.OWNER_ONLY);
        children(root).forEach(FolderTrees::removeAll);
      }
      Files.delete(root);
    } catch (IOException failed) {
      throw failure(root, failed);
    }
  }

  @Override
  public long freeBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException failed) {
      throw failure(folder, failed);
    }
  }

  /** What is in a folder: read whole, since a folder that is written to may be listed twice. */
  static List<Path> children(Path folder) {
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      return StreamSupport.stream(inside.spliterator(), false).toList();
    } catch (IOException failed) {
      throw failure(folder, failed);
    }
  }

  static Kind kindOf(Path path) {
    try {
      return Kind.of(path);
    } catch (IOException failed) {
      throw failure(path, failed);
    }
  }

  static VaultException failure(Path about, IOException failed) {
    String why =
        failed instanceof AccessDeniedException
            ? "its owner may not read it (chmod u+r, and u+x for a folder)"
            : String.valueOf(failed.getMessage());
    return new VaultException("%s: %s".formatted(about, why), failed);
  }
}
