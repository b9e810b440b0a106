package aico.vault.copy;

import aico.vault.FileTrees.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** One comparison of a folder with its copy; what differs is removed from the copy. */
final class TreeComparison {
  private final Watch watch;
  private final AtomicLong different = new AtomicLong();

  TreeComparison(Watch watch) {
    this.watch = watch;
  }

  long compare(Path from, Path to) {
    try (Workers workers = new Workers()) {
      folder(from, to, workers);
      workers.await();
    }
    return different.get();
  }

  private void folder(Path from, Path to, Workers workers) {
    FolderTrees.notIn(from, to).forEach(this::differs);
    FolderTrees.each(
        from,
        path -> {
          watch.check();
          one(path, to.resolve(path.getFileName()), workers);
        });
  }

  private void one(Path from, Path to, Workers workers) {
    Kind kind = FolderTrees.kindOf(from);
    watch.done(1, 0);
    if (kind.type() == Kind.Type.OTHER) {
      return;
    }
    if (!Files.exists(to, LinkOption.NOFOLLOW_LINKS)
        || FolderTrees.kindOf(to).type() != kind.type()) {
      differs(to);
      return;
    }
    switch (kind.type()) {
      case FOLDER -> {
        folder(from, to, workers);
        workers.take(
            from,
            contents -> {
              if (!sameFolder(from, kind, to)) {
                different.incrementAndGet(); // the next copy gives it what it should have
              }
            });
      }
      case FILE -> workers.take(from, contents -> require(sameFile(from, kind, to, contents), to));
      case LINK -> workers.take(from, contents -> require(Contents.sameLink(from, to), to));
      case OTHER -> {}
    }
  }

  private boolean sameFile(Path from, Kind kind, Path to, Contents contents) throws IOException {
    Kind there = Kind.of(to);
    return there.looksLike(kind)
        && there.names() == kind.names()
        && Attributes.same(from, to)
        && contents.same(from, to, watch);
  }

  /** Not its time, which changes when what differs is removed from it. */
  private static boolean sameFolder(Path from, Kind kind, Path to) throws IOException {
    return Kind.of(to).mode() == kind.mode() && Attributes.same(from, to);
  }

  private void require(boolean same, Path to) {
    if (!same) {
      differs(to);
    }
  }

  private void differs(Path to) {
    different.incrementAndGet();
    FolderTrees.removeAll(to);
  }
}
