package aico.vault;

import aico.vault.RotationView.Phase;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One rotation under way: what it has done, and whether it may go on. */
final class Rotation implements FileTrees.Watch {
  private static final FileTrees.Size UNKNOWN = new FileTrees.Size(0, 0);

  private final Vault vault;
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private volatile Phase phase = Phase.STARTING;
  private volatile FileTrees.Size total = UNKNOWN;
  private volatile Outcome.@Nullable Refused refused;

  Rotation(Vault vault) {
    this.vault = vault;
  }

  boolean isRunning() {
    return phase != Phase.DONE && phase != Phase.FAILED;
  }

  void copies(FileTrees.Size counted) {
    total = counted;
    leftOut.set(0);
    begin(Phase.COPYING);
  }

  void begin(Phase next) {
    files.set(0);
    bytes.set(0);
    phase = next;
  }

  void ended(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done done -> phase = Phase.DONE;
      case Outcome.Refused why -> {
        refused = why;
        phase = Phase.FAILED;
      }
    }
  }

  @Override
  public void done(long moreFiles, long moreBytes) {
    files.addAndGet(moreFiles);
    bytes.addAndGet(moreBytes);
  }

  @Override
  public void leftOut(Path path) {
    leftOut.incrementAndGet();
  }

  /** A lock comes first, and with it the end of the service. */
  @Override
  public void check() {
    if (vault.isLockWaiting()) {
      throw new FileTrees.StoppedException("it was locked meanwhile");
    }
  }

  RotationView view() {
    FileTrees.Size done = new FileTrees.Size(files.get(), bytes.get());
    return new RotationView(vault.entry().name(), phase, total, done, leftOut.get(), refused);
  }
}
