package aico.cli.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process for good: its id is given again some day, its id and start time are not.
 *
 * @param started clock ticks since boot on Linux, else milliseconds since 1970
 */
public record ProcessIdentity(long pid, long started) {
  /** The 22nd field of {@code /proc/PID/stat}; the first two end with the last parenthesis. */
  private static final int START_TIME_AFTER_NAME = 19;

  /** The process that runs under this id now. */
  public static Optional<ProcessIdentity> of(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      String line = Files.readString(stat);
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return Optional.empty();
      }
      return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_TIME_AFTER_NAME])));
    } catch (IOException noProcess) {
      if (Files.isDirectory(Path.of("/proc/self"))) {
        return Optional.empty();
      }
      return ProcessHandle.of(pid)
          .flatMap(handle -> handle.info().startInstant())
          .map(start -> new ProcessIdentity(pid, start.toEpochMilli()));
    }
  }

  /** This process. */
  public static ProcessIdentity self() {
    return of(ProcessHandle.current().pid())
        .orElseThrow(() -> new IllegalStateException("cannot see my own process"));
  }

  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** Asks it to end; true when the signal could be sent. */
  public boolean terminate() {
    return isAlive() && ProcessHandle.of(pid).map(ProcessHandle::destroy).orElse(false);
  }

  /** Ends it; true when the signal could be sent. */
  public boolean kill() {
    return isAlive() && ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
  }
}
