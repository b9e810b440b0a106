package aico.key;

import java.util.Set;

/** Who is held locked, without a disk. */
public final class InMemoryHeldFile implements HeldFile {
  private Set<String> held = Set.of();
  private boolean full;

  public void full(boolean value) {
    full = value;
  }

  @Override
  public Set<String> read() {
    return held;
  }

  @Override
  public void write(Set<String> next) {
    if (full) {
      throw new KeyException("no space left on device");
    }
    held = Set.copyOf(next);
  }
}
