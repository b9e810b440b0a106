package aico.vault.gocryptfs;

import aico.vault.Gocryptfs.Ciphertext;
import aico.vault.Gocryptfs.Unmount;
import aico.vault.MountTable;
import aico.vault.Processes;
import aico.vault.Processes.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What it takes until a vault is locked. A mount that is in use is detached lazily; then the files
 * are still readable through open descriptors and in other mount namespaces, so the process is
 * ended too, however it has to be. Ending it loses nothing that a write has returned for: gocryptfs
 * keeps no written data of its own.
 */
final class Unmounting {
  private static final String TYPE = "fuse.gocryptfs";

  /** It ends within milliseconds of its unmount; a person's lock waits no longer. */
  private static final Duration GRACE = Duration.ofMillis(300);

  /** After SIGKILL only a kernel that waits for a disk is left. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(2);

  /** Brings mapped pages to gocryptfs before it goes; a slow disk must not put off the lock. */
  private static final Duration SYNC_FIRST_LIMIT = Duration.ofMillis(500);

  /** The ciphertext on its way to a slow disk. */
  private static final Duration SYNC_LIMIT = Duration.ofSeconds(20);

  private static final Duration UNMOUNT_LIMIT = Duration.ofSeconds(2);

  private final Processes processes;
  private final MountTable table;

  Unmounting(Processes processes, MountTable table) {
    this.processes = processes;
    this.table = table;
  }

  /** Whether gocryptfs is mounted there. Nobody but the service can mount below its folders. */
  boolean isOurs(Path mountPoint) {
    return table.at(mountPoint).map(mount -> mount.type().equals(TYPE)).orElse(false);
  }

  /** The processes that serve it there. */
  List<Running> serving(Ciphertext ciphertext, Path mountPoint) {
    return processes.find(
        GocryptfsProgram.PROGRAM, List.of(ciphertext.folder().toString(), mountPoint.toString()));
  }

  Unmount unmount(Ciphertext ciphertext, Path mountPoint) {
    List<Running> serving = serving(ciphertext, mountPoint);
    boolean mounted = isOurs(mountPoint);
    if (!mounted && serving.isEmpty()) {
      return new Unmount.Gone(false);
    }
    boolean forced = mounted && !detach(mountPoint);
    for (Running process : serving) {
      if (!forced && process.endsWithin(GRACE)) {
        continue;
      }
      // In use it does not end by itself, nor of SIGTERM.
      forced = true;
      process.kill();
      if (!process.endsWithin(KILL_LIMIT)) {
        return new Unmount.StillThere("gocryptfs process %d does not end".formatted(process.pid()));
      }
    }
    if (isOurs(mountPoint)) {
      // The process went first and left it stale.
      Processes.Ended lazy = fusermount("-u", "-z", mountPoint);
      if (isOurs(mountPoint)) {
        return new Unmount.StillThere(
            "%s cannot be unmounted: %s".formatted(mountPoint, lazy.output()));
      }
    }
    return synced(ciphertext, forced);
  }

  /** Whether it is unmounted; a process that uses it keeps it mounted. */
  boolean detachUnlessUsed(Path mountPoint) {
    processes.run(List.of("sync", "-f", mountPoint.toString()), null, SYNC_FIRST_LIMIT);
    return fusermount("-u", mountPoint).exitCode() == 0;
  }

  /** Whether it went without force. */
  private boolean detach(Path mountPoint) {
    if (detachUnlessUsed(mountPoint)) {
      return true;
    }
    fusermount("-u", "-z", mountPoint);
    return false;
  }

  private Unmount synced(Ciphertext ciphertext, boolean forced) {
    if (!Files.isDirectory(ciphertext.folder())) {
      return new Unmount.Gone(forced);
    }
    Processes.Ended sync =
        processes.run(List.of("sync", "-f", ciphertext.folder().toString()), null, SYNC_LIMIT);
    return sync.exitCode() == 0
        ? new Unmount.Gone(forced)
        : new Unmount.StillThere("unmounted but not synced: " + sync.output());
  }

  private Processes.Ended fusermount(Object... arguments) {
    List<String> command = new ArrayList<>(List.of("fusermount3"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return processes.run(command, null, UNMOUNT_LIMIT);
  }
}
