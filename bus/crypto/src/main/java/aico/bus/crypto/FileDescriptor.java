package aico.bus.crypto;

/** An open file descriptor of this process, closed once. */
final class FileDescriptor implements AutoCloseable {
  private final int number;
  private boolean open = true;

  FileDescriptor(int number) {
    this.number = number;
  }

  int number() {
    if (!open) {
      throw new IllegalStateException("fd " + number + ": closed");
    }
    return number;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Libc.close(number);
    }
  }
}
