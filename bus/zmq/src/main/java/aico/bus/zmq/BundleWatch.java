package aico.bus.zmq;

import aico.bus.zmq.socket.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bundle again when its file changes. One that cannot be used changes nothing but the
 * health: the last good one stays in force, its revocations too.
 */
final class BundleWatch {
  private static final System.Logger LOG = System.getLogger(BundleWatch.class.getName());
  private static final long POLL_MS = 500;

  /** A file that was replaced or rewritten differs in one of these. */
  private record Stamp(long modifiedNanos, long size, @Nullable Object inode) {}

  private final Path stateFolder;
  private final Consumer<Bundle> onChange;
  private volatile Bundle bundle;
  private volatile @Nullable String problem;
  private volatile boolean closed;
  private @Nullable Stamp stamp;

  /** Reads the bundle, or {@link BundleException}. */
  BundleWatch(Path stateFolder, Consumer<Bundle> onChange) {
    this.stateFolder = stateFolder;
    this.onChange = onChange;
    // The stamp comes first: a change in between is then read once more.
    stamp = stamp();
    bundle = Bundle.read(stateFolder);
  }

  Bundle bundle() {
    return bundle;
  }

  @Nullable String problem() {
    return problem;
  }

  void start(EventLoop loop) {
    loop.schedule(POLL_MS, () -> poll(loop));
  }

  void close() {
    closed = true;
  }

  private void poll(EventLoop loop) {
    if (closed) {
      return;
    }
    Stamp now = stamp();
    if (now != null && !now.equals(stamp)) {
      stamp = now;
      reload();
    }
    loop.schedule(POLL_MS, () -> poll(loop));
  }

  private void reload() {
    try {
      Bundle next = Bundle.read(stateFolder);
      if (!next.principal().equals(bundle.principal()) || next.role() != bundle.role()) {
        throw new BundleException(
            stateFolder.resolve(Bundle.FILE), "principal", "changed while the process runs");
      }
      bundle = next;
      problem = null;
      onChange.accept(next);
    } catch (BundleException e) {
      problem = e.getMessage();
      LOG.log(System.Logger.Level.ERROR, "the new bundle is not used: " + e.getMessage());
    }
  }

  private @Nullable Stamp stamp() {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(stateFolder.resolve(Bundle.FILE), BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
          attributes.size(),
          attributes.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}
