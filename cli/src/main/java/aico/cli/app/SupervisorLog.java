package aico.cli.app;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The supervisor's own log: its standard output, which is {@code logs/supervisor.log}. */
final class SupervisorLog {
  private SupervisorLog() {}

  static synchronized void say(String line) {
    System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
  }
}
