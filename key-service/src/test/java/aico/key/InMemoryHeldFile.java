package aico.key;

/** Who is held locked, without a disk. */
public final class InMemoryHeldFile implements HeldFile {
  private Content held = Content.NONE;
  private boolean full;

  public void full(boolean value) {
    full = value;
  }

  @Override
  public Content read() {
    return held;
  }

  @Override
  public void write(Content next) {
    if (full) {
      throw new KeyException("no space left on device");
    }
    held = next;
  }
}
