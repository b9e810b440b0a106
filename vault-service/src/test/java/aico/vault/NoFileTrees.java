package aico.vault;

import java.nio.file.Path;

/** For tests that copy nothing. */
final class NoFileTrees implements FileTrees {
  @Override
  public void giveWay() {}

  @Override
  public Size sizeOf(Path root, Watch watch) {
    return new Size(0, 0);
  }

  @Override
  public long allocatedBytes(Path root) {
    throw new IllegalStateException("not expected");
  }

  @Override
  public void copy(Path from, Path to, Watch watch) {
    throw new IllegalStateException("not expected");
  }

  @Override
  public long verify(Path from, Path to, Watch watch) {
    throw new IllegalStateException("not expected");
  }

  @Override
  public void sync(Path folder, Watch watch) {
    throw new IllegalStateException("not expected");
  }

  @Override
  public void remove(Path root) {
    throw new IllegalStateException("not expected");
  }

  @Override
  public long freeBytes(Path folder) {
    throw new IllegalStateException("not expected");
  }
}
