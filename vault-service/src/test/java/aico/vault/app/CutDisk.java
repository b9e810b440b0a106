package aico.vault.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A disk of its own, ext4 in a file, that can lose its power: the file system is shut down without
 * its journal being written, as its own tests do it, so that everything is gone that nobody had
 * synced, whichever program wrote it. Needs root and a loop device.
 */
final class CutDisk implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What is not synced stays in memory for minutes: nothing is kept by luck. */
  private static final String OPTIONS = "loop,commit=300";

  /** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH, see the kernel's fs/ext4/ext4.h. */
  private static final String SHUT_DOWN =
      """
      import fcntl, os, struct, sys
      fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))
      """;

  private final Path image;
  private final Path root;

  private CutDisk(Path image, Path root) {
    this.image = image;
    this.root = root;
  }

  /** An empty one, with its file and its mount point below a folder. */
  static CutDisk below(Path folder) throws IOException {
    return at(folder.resolve("image"), Files.createDirectory(folder.resolve("disk")));
  }

  /** An empty one. */
  static CutDisk at(Path image, Path root) {
    CutDisk disk = new CutDisk(image, root);
    TestUser.run("truncate", "-s", "192M", disk.image.toString());
    TestUser.run("mkfs.ext4", "-q", "-F", disk.image.toString());
    disk.mount();
    return disk;
  }

  Path root() {
    return root;
  }

  /** Everything so far is to outlast a cut. */
  void sync() {
    TestUser.run("sync", "-f", root.toString());
  }

  /** The power goes, programs with it, and comes back. */
  void cut() {
    TestUser.run("/usr/bin/python3", "-c", SHUT_DOWN, root.toString());
    endPrograms();
    unmount();
    mount();
  }

  /** Those that serve mounts on this disk. */
  private void endPrograms() {
    ProcessHandle.allProcesses()
        .filter(one -> one.info().commandLine().orElse("").contains(root + "/"))
        .filter(one -> one.info().command().orElse("").endsWith("gocryptfs"))
        .forEach(ProcessHandle::destroyForcibly);
    TestUser.run(
        "bash",
        "-c",
        "awk -v disk=\"$1/\" 'index($5, disk) == 1 {print $5}' /proc/self/mountinfo"
            + " | xargs -r -n 1 umount -l",
        "-",
        root.toString());
  }

  private void mount() {
    TestUser.run("mount", "-o", OPTIONS, image.toString(), root.toString());
  }

  private void unmount() {
    // Threads that the test had die elsewhere are not its concern.
    await().dontCatchUncaughtExceptions().atMost(LIMIT).until(this::isUnmounted);
  }

  private boolean isUnmounted() {
    try {
      TestUser.run("umount", root.toString());
      return true;
    } catch (IllegalStateException busy) {
      return false;
    }
  }

  @Override
  public void close() {
    endPrograms();
    unmount();
  }
}
