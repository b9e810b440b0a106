package aico.bus.zmq;

import aico.bus.crypto.CurveKey;
import aico.bus.crypto.CurveKeyException;
import aico.bus.crypto.Hex;
import aico.bus.zmq.socket.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bundle and a key again when their files change. What cannot be used changes nothing but
 * the health: the last good one stays in force, its revocations too.
 */
final class BundleWatch {
  private static final System.Logger LOG = System.getLogger(BundleWatch.class.getName());
  private static final long POLL_MS = 500;

  /** A file that was replaced or rewritten differs in one of these. */
  private record Stamp(long modifiedNanos, long size, @Nullable Object inode) {}

  private record Loaded(Bundle bundle, String digest) {}

  /** Who is told. */
  interface Listener {
    /** Before a change takes effect, on a thread of its own; throws to have it wait. */
    void changing(CredentialChange change);

    /** On the loop's thread. */
    void bundleChanged(Bundle before, Bundle after);

    /** On the loop's thread; the key is the listener's to close. */
    void keyChanged(CurveKey key);
  }

  private final Path stateFolder;
  private final Listener listener;
  private volatile Loaded loaded;
  private volatile String publicKey = "";
  private volatile @Nullable String problem;
  private volatile boolean closed;

  // Touched by the loop's thread, and by the one reading thread while the loop keeps off.
  private volatile boolean reading;
  private volatile @Nullable Stamp bundleStamp;
  private volatile @Nullable Stamp keyStamp;

  /** Reads the bundle, or {@link BundleException}. */
  BundleWatch(Path stateFolder, Listener listener) {
    this.stateFolder = stateFolder;
    this.listener = listener;
    // The stamps come first: a change in between is then read once more.
    bundleStamp = stamp(Bundle.FILE);
    keyStamp = stamp(Bundle.KEY_FILE);
    loaded = load();
  }

  /** The key pair that stands there, or {@link BundleException}; to be called once at first. */
  CurveKey readKey() {
    Path file = stateFolder.resolve(Bundle.KEY_FILE);
    try {
      CurveKey key = CurveKey.read(file);
      publicKey = Hex.encode(key.publicKey());
      return key;
    } catch (RuntimeException e) {
      throw new BundleException(file, "", "cannot be used: " + e.getMessage());
    }
  }

  Bundle bundle() {
    return loaded.bundle;
  }

  String digest() {
    return loaded.digest;
  }

  String publicKey() {
    return publicKey;
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
    Stamp bundle = stamp(Bundle.FILE);
    Stamp key = stamp(Bundle.KEY_FILE);
    boolean newBundle = bundle != null && !bundle.equals(bundleStamp);
    boolean newKey = key != null && !key.equals(keyStamp);
    if (!reading && (newBundle || newKey)) {
      reading = true;
      // Recording takes a sync of the disk, which the loop cannot wait for.
      Thread.ofVirtual()
          .name("aico-bundle")
          .start(() -> {
            if (newBundle && reload(loop)) {
              bundleStamp = bundle;
            }
            if (newKey && rekey(loop)) {
              keyStamp = key;
            }
            reading = false;
          });
    }
    loop.schedule(POLL_MS, () -> poll(loop));
  }

  /** False when it is to be tried again. */
  private boolean reload(EventLoop loop) {
    try {
      Loaded next = load();
      Bundle before = loaded.bundle;
      if (!next.bundle.principal().equals(before.principal())
          || next.bundle.role() != before.role()) {
        throw new BundleException(
            stateFolder.resolve(Bundle.FILE), "principal", "changed while the process runs");
      }
      listener.changing(new CredentialChange.NewBundle(before, next.bundle));
      loop.executeAndWait(() -> {
        loaded = next;
        problem = null;
        listener.bundleChanged(before, next.bundle);
      });
      return true;
    } catch (BundleException e) {
      return unusable("bundle", e);
    } catch (RuntimeException waits) {
      LOG.log(System.Logger.Level.WARNING, "the new bundle waits: " + waits.getMessage());
      return false;
    }
  }

  private boolean rekey(EventLoop loop) {
    try {
      CurveKey next = CurveKey.read(stateFolder.resolve(Bundle.KEY_FILE));
      String after = Hex.encode(next.publicKey());
      if (after.equals(publicKey)) {
        next.close();
        return true;
      }
      try {
        listener.changing(new CredentialChange.NewKey(publicKey, after));
      } catch (RuntimeException waits) {
        next.close();
        throw waits;
      }
      loop.executeAndWait(() -> {
        publicKey = after;
        listener.keyChanged(next);
      });
      return true;
    } catch (CurveKeyException e) {
      return unusable("key", e);
    } catch (RuntimeException waits) {
      LOG.log(System.Logger.Level.WARNING, "the new key waits: " + waits.getMessage());
      return false;
    }
  }

  private boolean unusable(String what, RuntimeException e) {
    problem = e.getMessage();
    LOG.log(System.Logger.Level.ERROR, "the new " + what + " is not used: " + e.getMessage());
    return true;
  }

  private Loaded load() {
    byte[] bytes = Bundle.bytes(stateFolder);
    return new Loaded(Bundle.parse(stateFolder, bytes), sha256(bytes));
  }

  private static String sha256(byte[] bytes) {
    try {
      return Hex.encode(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Stamp stamp(String name) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(stateFolder.resolve(name), BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          attributes.size(),
          attributes.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}
