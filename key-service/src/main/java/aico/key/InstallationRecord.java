package aico.key;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What is recorded of this installation as it stands on disk now; changed by one at a time. */
public final class InstallationRecord {
  private final InstallationFile file;
  // INVARIANT: what stands here is what stands on disk.
  private volatile Installation now;

  /** Takes {@code now} for what {@code file} holds. */
  public InstallationRecord(InstallationFile file, Installation now) {
    this.file = file;
    this.now = now;
  }

  public Installation now() {
    return now;
  }

  /** Replaces what is recorded; durable when this returns. */
  public synchronized Installation change(UnaryOperator<Installation> change) {
    Installation next = change.apply(now);
    if (!next.equals(now)) {
      file.write(next);
      now = next;
    }
    return next;
  }

  /** Nothing is changed while {@code use} looks at what is recorded and at what hangs on it. */
  synchronized <T> T unchanged(Supplier<T> use) {
    return use.get();
  }
}
