package aico.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps leaves in memory and fails when told to. */
public final class InMemoryLeafStore implements LeafStore {
  private final List<byte[]> batch = new ArrayList<>();
  public final List<byte[]> leaves = new ArrayList<>();
  volatile @Nullable RuntimeException failure;
  volatile int commits;

  @Override
  public long size() {
    synchronized (leaves) {
      return leaves.size();
    }
  }

  @Override
  public void append(byte[] leaf) {
    batch.add(leaf);
  }

  @Override
  public void commit() {
    RuntimeException fails = failure;
    if (fails != null) {
      throw fails;
    }
    synchronized (leaves) {
      leaves.addAll(batch);
    }
    commits++;
    batch.clear();
  }

  @Override
  public void discard() {
    batch.clear();
  }
}
