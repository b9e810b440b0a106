package aico.key;

import java.time.Instant;
import java.util.Map;

/** Dates of tests without a disk. */
public final class InMemorySlotTestFile implements SlotTestFile {
  private Map<String, Map<String, Instant>> tested = Map.of();
  private boolean full;

  public void full(boolean value) {
    full = value;
  }

  @Override
  public Map<String, Map<String, Instant>> read() {
    return tested;
  }

  @Override
  public void write(Map<String, Map<String, Instant>> next) {
    if (full) {
      throw new KeyException("no space left on device");
    }
    tested = Map.copyOf(next);
  }
}
