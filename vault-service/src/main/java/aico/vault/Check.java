package aico.vault;

import aico.vault.CheckView.Phase;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One check of a vault under way. */
final class Check implements FileTrees.Watch {
  private final Vault vault;
  private final Runnable mayGoOn;
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile FileTrees.Size total = new FileTrees.Size(0, 0);
  private volatile Manifests.@Nullable Look look;
  private volatile Outcome.@Nullable Refused refused;

  /**
   * A check that begins.
   *
   * @param mayGoOn throws when it may not
   */
  Check(Vault vault, Runnable mayGoOn) {
    this.vault = vault;
    this.mayGoOn = mayGoOn;
  }

  boolean isRunning() {
    return look == null && refused == null;
  }

  void reads(FileTrees.Size counted) {
    total = counted;
    files.set(0);
    bytes.set(0);
  }

  void ended(Manifests.Look found) {
    look = found;
  }

  void failed(Outcome.Refused why) {
    refused = why;
  }

  @Override
  public void done(long moreFiles, long moreBytes) {
    files.addAndGet(moreFiles);
    bytes.addAndGet(moreBytes);
  }

  @Override
  public void check() {
    mayGoOn.run();
  }

  CheckView view() {
    Phase phase = look != null ? Phase.DONE : refused != null ? Phase.FAILED : Phase.READING;
    return new CheckView(
        vault.entry().name(),
        phase,
        total,
        new FileTrees.Size(files.get(), bytes.get()),
        look,
        refused);
  }
}
