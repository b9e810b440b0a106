package aico.vault.gocryptfs;

import aico.bus.crypto.SecretBytes;
import aico.vault.Gocryptfs;
import aico.vault.MountTable;
import aico.vault.Places;
import aico.vault.Processes;
import aico.vault.Trouble;
import aico.vault.VaultException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * gocryptfs as a process in the foreground for each mounted vault.
 *
 * <p>The key goes in as hex <em>password</em>: {@code -masterkey} ignores {@code gocryptfs.conf}
 * and mounts with any key. It is random, so {@code -scryptn 10} loses nothing.
 *
 * <p>The process holds an flock on the vault's lock file from {@code flock --no-fork} on: gocryptfs
 * itself would mount one folder twice.
 *
 * <p>For an owner, {@code -force_owner} shows everything as theirs. In 2.3 the reply to mkdir,
 * symlink and link names the service as owner, and for a second an owner other than root could not
 * change what they had just made ({@code cp -a} fails on an empty folder). For them {@code
 * -sharedstorage} keeps the kernel from caching attributes, which takes 45 % of a database's
 * transactions; root needs no ownership and pays nothing.
 */
public final class GocryptfsProgram implements Gocryptfs {
  static final String PROGRAM = "gocryptfs";

  /** It takes 20 ms; a disk that spins up takes seconds. */
  private static final Duration MOUNT_LIMIT = Duration.ofSeconds(10);

  private static final Duration INIT_LIMIT = Duration.ofSeconds(20);

  /** How often the mount table is looked at. */
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(5);

  /** The end of the output that goes into a message. */
  private static final int TAIL_BYTES = 512;

  /** One line per failed operation on a broken disk could fill it. */
  private static final long MAX_OUTPUT_BYTES = 1 << 20;

  private final Processes processes;
  private final Places places;
  private final Unmounting unmounting;

  public GocryptfsProgram(Processes processes, MountTable table, Places places) {
    this.processes = processes;
    this.places = places;
    unmounting = new Unmounting(processes, table);
  }

  @Override
  public Init init(Ciphertext ciphertext, SecretBytes key) {
    Optional<Trouble> missing = missing();
    if (missing.isPresent()) {
      return new Init.Failed(missing.get(), "");
    }
    Processes.Ended ended =
        processes.run(
            List.of(
                PROGRAM,
                "-init",
                "-q",
                "-nosyslog",
                "-scryptn",
                "10",
                ciphertext.folder().toString()),
            key,
            INIT_LIMIT);
    return ended.exitCode() == 0
        ? new Init.Initialized()
        : new Init.Failed(ExitCodes.trouble(ended.exitCode()), ended.output());
  }

  @Override
  public Init rewrap(Ciphertext ciphertext, SecretBytes password, SecretBytes key) {
    removeUnfinished(ciphertext);
    List<String> command =
        List.of(
            PROGRAM,
            "-passwd",
            "-q",
            "-nosyslog",
            "-scryptn",
            "10",
            ciphertext.folder().toString());
    Processes.Ended ended = processes.run(command, password, key, INIT_LIMIT);
    return ended.exitCode() == 0
        ? new Init.Initialized()
        : new Init.Failed(ExitCodes.trouble(ended.exitCode()), ended.output());
  }

  /** Where the power went while gocryptfs replaced its configuration, it would refuse to again. */
  private static void removeUnfinished(Ciphertext ciphertext) {
    Path unfinished = ciphertext.folder().resolve("gocryptfs.conf.tmp");
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException failed) {
      throw new VaultException(
          "cannot remove %s: %s".formatted(unfinished, reason(failed)), failed);
    }
  }

  @Override
  public Mount mount(Ciphertext ciphertext, Path mountPoint, SecretBytes key, Access access) {
    Optional<Trouble> missing = missing();
    if (missing.isPresent()) {
      return new Mount.Failed(missing.get(), "");
    }
    startOutputAnew(ciphertext.output());
    Processes.Running running =
        processes.start(command(ciphertext, mountPoint, access), key, ciphertext.output());
    long deadline = System.nanoTime() + MOUNT_LIMIT.toNanos();
    while (!running.endsWithin(LOOK_INTERVAL)) {
      if (unmounting.isOurs(mountPoint)) {
        return new Mount.Mounted(running.pid(), running.exit());
      }
      if (System.nanoTime() > deadline) {
        unmounting.unmount(ciphertext, mountPoint);
        return new Mount.Failed(Trouble.TIMED_OUT, tail(ciphertext.output()));
      }
    }
    // It may leave a mount behind that it could not serve.
    unmounting.unmount(ciphertext, mountPoint);
    int exitCode = running.exit().join();
    return new Mount.Failed(
        ExitCodes.trouble(exitCode), "exit %d: %s".formatted(exitCode, tail(ciphertext.output())));
  }

  private List<String> command(Ciphertext ciphertext, Path mountPoint, Access access) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("flock", "--nonblock", "--no-fork"));
    command.addAll(List.of("--conflict-exit-code", Integer.toString(ExitCodes.LOCK_HELD)));
    command.add(ciphertext.lock().toString());
    command.addAll(List.of(PROGRAM, "-fg", "-q", "-nosyslog", "-nodev", "-nosuid"));
    if (access.readOnly()) {
      command.add("-ro");
    }
    Owner owner = access.owner();
    if (places.allowOther() && owner != null) {
      String ids = owner.uid() + ":" + owner.gid();
      command.addAll(List.of("-allow_other", "-force_owner", ids));
      if (owner.uid() != 0) {
        command.add("-sharedstorage");
      }
    }
    command.add(ciphertext.folder().toString());
    command.add(mountPoint.toString());
    return command;
  }

  @Override
  public Unmount unmount(Ciphertext ciphertext, Path mountPoint) {
    return unmounting.unmount(ciphertext, mountPoint);
  }

  @Override
  public boolean detachUnlessUsed(Path mountPoint) {
    return unmounting.detachUnlessUsed(mountPoint);
  }

  @Override
  public Optional<Use> use(Ciphertext ciphertext, Path mountPoint) {
    return unmounting.serving(ciphertext, mountPoint).stream()
        .findFirst()
        .flatMap(process -> processes.activity(process.pid(), ciphertext.folder()))
        .map(activity -> new Use(activity.openBelow(), activity.reads()));
  }

  @Override
  public boolean isMounted(Ciphertext ciphertext, Path mountPoint) {
    return unmounting.isOurs(mountPoint) && !unmounting.serving(ciphertext, mountPoint).isEmpty();
  }

  @Override
  public void trimOutput(Ciphertext ciphertext) {
    try {
      if (Files.size(ciphertext.output()) > MAX_OUTPUT_BYTES) {
        startOutputAnew(ciphertext.output());
      }
    } catch (IOException gone) {
      // Nothing grows that is not there.
    }
  }

  private Optional<Trouble> missing() {
    if (!processes.isInstalled(PROGRAM)) {
      return Optional.of(Trouble.NOT_INSTALLED);
    }
    boolean tools =
        List.of("fusermount3", "flock", "setpriv").stream().allMatch(processes::isInstalled);
    return tools ? Optional.empty() : Optional.of(Trouble.TOOL_MISSING);
  }

  private static void startOutputAnew(Path output) {
    try {
      Files.write(output, new byte[0]);
    } catch (IOException failed) {
      throw new VaultException("cannot write %s: %s".formatted(output, reason(failed)), failed);
    }
  }

  private static String reason(IOException failed) {
    return failed instanceof FileSystemException known && known.getReason() != null
        ? known.getReason()
        : String.valueOf(failed.getMessage());
  }

  private static String tail(Path output) {
    try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] bytes = new byte[TAIL_BYTES];
      int count = Math.max(0, file.read(bytes));
      return new String(bytes, 0, count, StandardCharsets.UTF_8).strip().replace('\n', ' ');
    } catch (IOException unreadable) {
      return "";
    }
  }
}
