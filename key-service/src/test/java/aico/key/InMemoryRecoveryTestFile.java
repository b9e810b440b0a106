package aico.key;

import java.util.Map;

/** Dates of tests without a disk. */
public final class InMemoryRecoveryTestFile implements RecoveryTestFile {
  private Map<String, RecoveryTests.Passed> passed = Map.of();
  private boolean full;

  public void full(boolean value) {
    full = value;
  }

  @Override
  public Map<String, RecoveryTests.Passed> read() {
    return passed;
  }

  @Override
  public void write(Map<String, RecoveryTests.Passed> next) {
    if (full) {
      throw new KeyException("no space left on device");
    }
    passed = Map.copyOf(next);
  }
}
