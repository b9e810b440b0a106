package aico.bus.connector.os;

import java.io.IOException;
import java.io.InputStream;

/**
 * Stops the process when its standard input ends: the supervisor holds the other end of the pipe,
 * so that no service outlives it, however it dies.
 */
public final class Lifeline {
  private final InputStream input;
  private final Runnable onEnd;

  /**
   * A lifeline, not yet watched.
   *
   * @param input the process's standard input; what comes in is dropped
   * @param onEnd runs once, when it ends
   */
  public Lifeline(InputStream input, Runnable onEnd) {
    this.input = input;
    this.onEnd = onEnd;
  }

  /** Watches from a thread of its own: a blocking read of a pipe would pin a virtual one. */
  public void watch() {
    Thread.ofPlatform().daemon().name("aico-lifeline").start(this::readToEnd);
  }

  private void readToEnd() {
    byte[] dropped = new byte[256];
    try {
      while (input.read(dropped) >= 0) {
        // nothing is said on it
      }
    } catch (IOException e) {
      // A broken pipe is an end, too.
    }
    onEnd.run();
  }
}
