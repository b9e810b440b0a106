package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Programs of the operating system. */
public interface Processes {

  /** A program that was started and goes on. */
  interface Running {
    long pid();

    /** Completes with its exit code, 128 and the signal's number when it was killed. */
    CompletableFuture<Integer> exit();

    /** Waits; whether it has ended. */
    boolean endsWithin(Duration limit);

    void kill();
  }

  /** Stands for the exit code of a program that had to be killed. */
  int TIMED_OUT = -1;

  /** How a program ended, and the beginning of what it printed. */
  record Ended(int exitCode, String output) {}

  /**
   * Starts a program that dies with this one.
   *
   * @param secret goes to its standard input as lower-case hex and a newline, from native memory
   * @param output what it prints is appended there
   * @throws MissingProgramException when there is no such program
   */
  Running start(List<String> command, SecretBytes secret, Path output);

  /**
   * Runs a short program to its end; killed when it does not end by {@code limit}.
   *
   * @param secret as in {@link #start}, or null for no input
   */
  Ended run(List<String> command, @Nullable SecretBytes secret, Duration limit);

  /** As {@link #run}, with two lines of input: a text as it is, and a secret in hex. */
  Ended run(List<String> command, SecretBytes text, SecretBytes secret, Duration limit);

  /** Processes that run {@code program} with all of {@code arguments} among theirs. */
  List<Running> find(String program, List<String> arguments);

  /**
   * What a process of this user has done and has open.
   *
   * @param reads how many reads it has asked the kernel for, since it was started
   * @param openBelow how many files it has open below a folder, folders not among them
   */
  record Activity(long reads, int openBelow) {}

  /** Empty when it is gone, another user's, or the kernel does not count. */
  Optional<Activity> activity(long pid, Path below);

  /** Whether there is such a program. */
  boolean isInstalled(String program);

  /** A program that is not installed. */
  final class MissingProgramException extends VaultException {
    private final String program;

    public MissingProgramException(String program) {
      super(program + " is not installed");
      this.program = program;
    }

    public String program() {
      return program;
    }
  }
}
