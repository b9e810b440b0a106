package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Mounts in memory; can be told to fail. */
public final class FakeGocryptfs implements Gocryptfs {
  private final Map<Path, CompletableFuture<Integer>> mounts = new ConcurrentHashMap<>();
  private final Map<Path, Owner> owners = new ConcurrentHashMap<>();
  private final AtomicLong pids = new AtomicLong();
  private volatile @Nullable Trouble trouble;
  private volatile boolean stuck;
  private volatile boolean workedIn;
  private volatile @Nullable Use use = new Use(0, 0);

  void failWith(@Nullable Trouble nowTrouble) {
    trouble = nowTrouble;
  }

  /** What is mounted cannot be taken down. */
  void stick(boolean nowStuck) {
    stuck = nowStuck;
  }

  @Override
  public Init init(Ciphertext ciphertext, SecretBytes key) {
    Trouble now = trouble;
    return now == null ? new Init.Initialized() : new Init.Failed(now, "told to");
  }

  @Override
  public Init rewrap(Ciphertext ciphertext, SecretBytes password, SecretBytes key) {
    return init(ciphertext, key);
  }

  @Override
  public Mount mount(Ciphertext ciphertext, Path mountPoint, SecretBytes key, Access access) {
    Trouble now = trouble;
    if (now != null) {
      return new Mount.Failed(now, "told to");
    }
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    mounts.put(mountPoint, exit);
    if (access.owner() != null) {
      owners.put(mountPoint, access.owner());
    }
    return new Mount.Mounted(pids.incrementAndGet(), exit);
  }

  @Override
  public Unmount unmount(Ciphertext ciphertext, Path mountPoint) {
    CompletableFuture<Integer> exit = mounts.get(mountPoint);
    if (exit == null) {
      return new Unmount.Gone(false);
    }
    if (stuck) {
      return new Unmount.StillThere("process 1 does not end");
    }
    mounts.remove(mountPoint);
    owners.remove(mountPoint);
    exit.complete(0);
    return new Unmount.Gone(false);
  }

  /** For whom it is mounted there. */
  Optional<Owner> ownerAt(Path mountPoint) {
    return Optional.ofNullable(owners.get(mountPoint));
  }

  /** What each look at a mounted vault shows; null shows nothing. */
  void useIs(@Nullable Use nowUse) {
    use = nowUse;
  }

  /** A process has its working directory in what is mounted. */
  void workedIn(boolean nowWorkedIn) {
    workedIn = nowWorkedIn;
  }

  @Override
  public Optional<Use> use(Ciphertext ciphertext, Path mountPoint) {
    return Optional.ofNullable(use);
  }

  @Override
  public boolean detachUnlessUsed(Path mountPoint) {
    return !workedIn;
  }

  @Override
  public boolean isMounted(Ciphertext ciphertext, Path mountPoint) {
    return mounts.containsKey(mountPoint);
  }

  @Override
  public void trimOutput(Ciphertext ciphertext) {}
}
