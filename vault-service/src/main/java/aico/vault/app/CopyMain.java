package aico.vault.app;

import aico.vault.FileTrees;
import aico.vault.VaultException;
import aico.vault.copy.FolderTrees;
import aico.vault.os.LinuxProcesses;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies a folder into another, or compares the two, in a process of its own that runs as whoever
 * may read the one and write the other:
 *
 * <pre>
 * CopyMain copy|verify FROM TO
 * </pre>
 *
 * <p>As {@link FileTrees} does it: {@code copy} goes on where one was interrupted and removes what
 * is not in {@code FROM}; {@code verify} removes from {@code TO} what differs. While it works it
 * prints {@code copying|verifying FILES FILES_DONE BYTES BYTES_DONE}; at the end {@code left-out
 * COUNT}, sockets and pipes, or {@code different COUNT}. Exit code 0; 1 with a sentence on standard
 * error; 2 for wrong arguments.
 */
public final class CopyMain implements FileTrees.Watch {
  private static final long TELL_NS = 500_000_000;

  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicLong toldNs = new AtomicLong(System.nanoTime());
  private volatile String phase = "";
  private volatile FileTrees.Size total = new FileTrees.Size(0, 0);

  private CopyMain() {}

  public static void main(String[] arguments) {
    boolean copy = arguments.length == 3 && arguments[0].equals("copy");
    if (!copy && !(arguments.length == 3 && arguments[0].equals("verify"))) {
      System.err.println("usage: CopyMain copy|verify FROM TO");
      System.exit(2);
    }
    try {
      new CopyMain().run(copy, folder(arguments[1]), folder(arguments[2]));
    } catch (VaultException failed) {
      System.err.println(failed.getMessage());
      System.exit(1);
    }
  }

  private static Path folder(String text) {
    Path folder = Path.of(text);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new VaultException(folder + ": not a folder");
    }
    return folder;
  }

  private void run(boolean copy, Path from, Path to) {
    FileTrees trees = new FolderTrees(new LinuxProcesses());
    total = trees.sizeOf(from, this);
    phase = copy ? "copying" : "verifying";
    tell();
    if (copy) {
      trees.copy(from, to, this);
      trees.sync(to, this);
      tell();
      System.out.println("left-out " + leftOut);
    } else {
      long different = trees.verify(from, to, this);
      tell();
      System.out.println("different " + different);
    }
  }

  private void tell() {
    System.out.println(
        "%s %d %d %d %d".formatted(phase, total.files(), files.get(), total.bytes(), bytes.get()));
  }

  @Override
  public void done(long moreFiles, long moreBytes) {
    files.addAndGet(moreFiles);
    bytes.addAndGet(moreBytes);
  }

  @Override
  public void leftOut(Path path) {
    leftOut.incrementAndGet();
  }

  @Override
  public void check() {
    long last = toldNs.get();
    if (!phase.isEmpty()
        && System.nanoTime() - last > TELL_NS
        && toldNs.compareAndSet(last, System.nanoTime())) {
      tell();
    }
  }
}
