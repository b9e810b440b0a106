package aico.bus.testing;

import java.nio.file.Path;

/** One thing that a process did to its files, as {@code recorded_disk.c} writes it down. */
sealed interface DiskStep {
  /** Opened; {@code made} when the file was not there before. */
  record Open(int descriptor, Path path, int mode, boolean made) implements DiskStep {}

  /** Wrote at an offset. */
  record Write(int descriptor, long offset, byte[] data) implements DiskStep {}

  /** Cut, or extended by zeros, to a length. */
  record Resize(int descriptor, long sizeBytes) implements DiskStep {}

  /** fsync or fdatasync, of a file or a folder, that came back. */
  record Sync(int descriptor) implements DiskStep {}

  /** Renamed, over whatever had the new name. */
  record Rename(Path from, Path to) implements DiskStep {}

  /** Another name for a file. */
  record Link(Path from, Path to) implements DiskStep {}

  /** Deleted a file or an empty folder. */
  record Delete(Path path) implements DiskStep {}

  /** Made a folder. */
  record MakeFolder(Path path, int mode) implements DiskStep {}

  /** Changed who may read it. */
  record Mode(Path path, int mode) implements DiskStep {}
}
