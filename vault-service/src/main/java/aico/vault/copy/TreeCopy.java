package aico.vault.copy;

import aico.vault.FileTrees.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One copying of a folder into another; files by several threads, everything else by one. */
final class TreeCopy {
  /** While a folder is being filled. */
  static final int OWNER_ONLY = 0x1C0;

  private final Watch watch;
  private final Map<Long, Path> firstNames = new HashMap<>();
  private final List<Names> furtherNames = new ArrayList<>();
  private final Deque<Folder> folders = new ArrayDeque<>();

  private record Names(Path name, Path first) {}

  private record Folder(Path from, Kind kind, Path to) {}

  TreeCopy(Watch watch) {
    this.watch = watch;
  }

  void copy(Path from, Path to) {
    folders.addFirst(new Folder(from, FolderTrees.kindOf(from), to));
    try (Workers workers = new Workers()) {
      fill(from, to, workers);
      workers.await();
    }
    furtherNames.forEach(this::link);
    // The deepest first: filling a folder changes its time.
    folders.forEach(this::finish);
  }

  private void fill(Path from, Path to, Workers workers) {
    FolderTrees.notIn(from, to).forEach(FolderTrees::removeAll);
    FolderTrees.each(
        from,
        path -> {
          watch.check();
          one(path, to.resolve(path.getFileName()), workers);
        });
  }

  private void one(Path from, Path to, Workers workers) {
    Kind kind = FolderTrees.kindOf(from);
    try {
      switch (kind.type()) {
        case FOLDER -> folder(from, kind, to, workers);
        case FILE -> file(from, kind, to, workers);
        case LINK -> {
          FolderTrees.removeAll(to);
          Files.createSymbolicLink(to, Files.readSymbolicLink(from));
          Attributes.setModified(to, kind.modified());
          watch.done(1, 0);
        }
        case OTHER -> {
          watch.leftOut(from);
          watch.done(1, 0);
        }
      }
    } catch (IOException failed) {
      throw FolderTrees.failure(from, failed);
    }
  }

  private void folder(Path from, Kind kind, Path to, Workers workers) throws IOException {
    if (!Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
      FolderTrees.removeAll(to);
      Files.createDirectory(to);
    }
    Files.setAttribute(to, "unix:mode", OWNER_ONLY);
    folders.addFirst(new Folder(from, kind, to));
    watch.done(1, 0);
    fill(from, to, workers);
  }

  private void file(Path from, Kind kind, Path to, Workers workers) throws IOException {
    if (kind.names() > 1) {
      Path first = firstNames.putIfAbsent(kind.inode(), to);
      if (first != null) {
        furtherNames.add(new Names(to, first));
        watch.done(1, kind.sizeBytes());
        return;
      }
    }
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      Kind there = Kind.of(to);
      if (there.looksLike(kind) && there.names() == kind.names()) {
        watch.done(1, kind.sizeBytes());
        return;
      }
      FolderTrees.removeAll(to);
    }
    workers.take(
        from,
        contents -> {
          contents.copy(from, to, watch);
          Attributes.copy(from, kind, to);
          watch.done(1, 0);
        });
  }

  private void link(Names names) {
    try {
      if (Files.exists(names.name(), LinkOption.NOFOLLOW_LINKS)
          && Files.isSameFile(names.name(), names.first())) {
        return;
      }
      FolderTrees.removeAll(names.name());
      Files.createLink(names.name(), names.first());
    } catch (IOException failed) {
      throw FolderTrees.failure(names.name(), failed);
    }
  }

  private void finish(Folder folder) {
    try {
      Attributes.copy(folder.from(), folder.kind(), folder.to());
    } catch (IOException failed) {
      throw FolderTrees.failure(folder.from(), failed);
    }
  }
}
