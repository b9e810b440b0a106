package aico.vault.copy;

import aico.vault.FileTrees;
import aico.vault.Processes;
import aico.vault.VaultException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** Folders of this machine. */
public final class FolderTrees implements FileTrees {
  /** A disk may have hours of work before it, and is asked in between whether to stop. */
  private static final Duration PROGRAM_LIMIT = Duration.ofHours(6);

  /** A thread's id stands behind this link, {@code <process>/task/<thread>}. */
  private static final Path THIS_THREAD = Path.of("/proc/thread-self");

  private static final Duration COURTESY_LIMIT = Duration.ofSeconds(5);

  private static final long LOOK_MS = 50;
  private static final int SOME = 1000;

  private final Processes processes;

  public FolderTrees(Processes processes) {
    this.processes = processes;
  }

  @Override
  public void giveWay() {
    String thread;
    try {
      thread = String.valueOf(Files.readSymbolicLink(THIS_THREAD).getFileName());
    } catch (IOException unknown) {
      return;
    }
    for (List<String> line :
        List.of(
            List.of("renice", "-n", "19", "-p", thread),
            List.of("ionice", "-c", "idle", "-p", thread))) {
      if (processes.isInstalled(line.getFirst())) {
        processes.run(line, null, COURTESY_LIMIT);
      }
    }
  }

  @Override
  public Size sizeOf(Path root, Watch watch) {
    LongAdder files = new LongAdder();
    LongAdder bytes = new LongAdder();
    each(
        root,
        path -> {
          watch.check();
          Kind kind = kindOf(path);
          files.increment();
          if (kind.type() == Kind.Type.FILE) {
            bytes.add(kind.sizeBytes());
          } else if (kind.type() == Kind.Type.FOLDER) {
            Size below = sizeOf(path, watch);
            files.add(below.files());
            bytes.add(below.bytes());
          }
        });
    return new Size(files.sum(), bytes.sum());
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
        for (List<Path> some = some(root); !some.isEmpty(); some = some(root)) {
          some.forEach(FolderTrees::removeAll);
        }
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

  /** Each path in a folder, one at a time: a folder may hold more than fits into memory. */
  static void each(Path folder, Consumer<Path> work) {
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      inside.forEach(work);
    } catch (DirectoryIteratorException failed) {
      throw new VaultException("%s: %s".formatted(folder, failed.getMessage()), failed);
    } catch (IOException failed) {
      throw failure(folder, failed);
    }
  }

  /** Of what is in {@code to}, those paths of which {@code from} has none of that name. */
  static List<Path> notIn(Path from, Path to) {
    List<Path> extra = new ArrayList<>();
    each(
        to,
        there -> {
          if (!Files.exists(from.resolve(there.getFileName()), LinkOption.NOFOLLOW_LINKS)) {
            extra.add(there);
          }
        });
    return extra;
  }

  /** Some of what is in a folder, to be dealt with before more is read. */
  private static List<Path> some(Path folder) throws IOException {
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      return StreamSupport.stream(inside.spliterator(), false).limit(SOME).toList();
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
