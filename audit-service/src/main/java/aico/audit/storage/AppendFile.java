package aico.audit.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file that grows, as far as the log needs one: a port, so that tests can lose unsynced writes.
 */
interface AppendFile extends Closeable {
  /** Opens files. */
  @FunctionalInterface
  interface Opener {
    /** Opens a file for appending, making it if it is not there. */
    AppendFile open(Path file) throws IOException;
  }

  /** The file's length. */
  long size() throws IOException;

  /** Appends all that remains in the buffer. */
  void append(ByteBuffer bytes) throws IOException;

  /** Cuts the file back. */
  void truncate(long size) throws IOException;

  /** Returns when everything, the length included, is on disk. */
  void force() throws IOException;
}
