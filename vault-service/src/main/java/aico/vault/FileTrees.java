package aico.vault;

import java.nio.file.Path;

/** Whole folders of files, such as those in a mounted vault. */
public interface FileTrees {

  /**
   * How much there is.
   *
   * @param files files, folders, links and everything else
   * @param bytes in regular files
   */
  record Size(long files, long bytes) {}

  /** Told while long work goes on, from several threads. */
  interface Watch {
    /** Something was dealt with: {@code files} of them, or {@code bytes} of one. */
    void done(long files, long bytes);

    /** A socket or a pipe, which is not copied. */
    default void leftOut(Path path) {}

    /**
     * Asked often.
     *
     * @throws StoppedException when the work is to end
     */
    void check();
  }

  /**
   * What this thread does from here on gives way to all other programs, at the processor and at the
   * disk, as far as the system can.
   */
  void giveWay();

  /** What is below {@code root}; {@code root} itself does not count. */
  Size sizeOf(Path root, Watch watch);

  /** The bytes that a folder takes on its disk. */
  long allocatedBytes(Path root);

  /**
   * Makes {@code to} a copy of {@code from}: content, names of any bytes, modes, times, user
   * attributes, links of both kinds, holes. What {@code to} holds of an earlier, interrupted copy
   * is kept where size and time say that it is the same; what is not in {@code from} is removed.
   * Sockets and pipes are left out, and the watch is told: they hold nothing, and the programs that
   * use them make them anew.
   *
   * @throws VaultException naming the file, when one cannot be read or written
   */
  void copy(Path from, Path to, Watch watch);

  /**
   * Reads both, and removes from {@code to} what differs, so that the next copy makes it anew.
   *
   * @return how many differed
   * @throws VaultException as {@link #copy}
   */
  long verify(Path from, Path to, Watch watch);

  /** Brings what was written below a folder to its disk. */
  void sync(Path folder, Watch watch);

  /** Removes a folder and all that is in it; with nothing there nothing is done. */
  void remove(Path root);

  /** The bytes that are free for this user on the disk of a folder. */
  long freeBytes(Path folder);

  /** The work was to end before it was done. */
  final class StoppedException extends VaultException {
    public StoppedException(String message) {
      super(message);
    }
  }
}
