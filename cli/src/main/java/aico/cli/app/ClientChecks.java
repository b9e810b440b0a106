package aico.cli.app;

import aico.cli.Scenario;
import aico.cli.Suite;
import aico.cli.dev.ClientCase;
import aico.cli.os.ClientProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays every {@link ClientCase} to a client, all at once, each with a log of its own. */
final class ClientChecks {
  private static final long SEED = 7;
  private static final int SAID_MAX_CHARS = 300;

  private ClientChecks() {}

  static List<Suite.ClientVerdict> run(List<String> command) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Suite.ClientVerdict>> running = new ArrayList<>();
      for (ClientCase one : ClientCase.values()) {
        running.add(threads.submit(() -> play(one, command)));
      }
      List<Suite.ClientVerdict> verdicts = new ArrayList<>();
      for (Future<Suite.ClientVerdict> one : running) {
        verdicts.add(one.get());
      }
      return verdicts;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw aico.cli.CommandFailed.failed("interrupted");
    }
  }

  private static Suite.ClientVerdict play(ClientCase one, List<String> command) {
    try (DevPlace place = new DevPlace(Scenario.BRUTE_FORCE, SEED)) {
      one.prepare(place.log(), place.stream());
      try (ClientProcess process =
          new ClientProcess(
              place.folder(), place.output(), ClientProcess.elsewhere(command, place.folder()))) {
        Optional<String> wrong =
            one.play(
                place.log(),
                place.stream(),
                new ClientCase.Client() {
                  @Override
                  public boolean isAlive() {
                    return process.isAlive();
                  }

                  @Override
                  public int exitCode() {
                    return process.exitCode();
                  }
                });
        return new Suite.ClientVerdict(
            one.word(),
            wrong.isPresent() ? "fail" : "pass",
            wrong.map(what -> what + said(place.output())).orElse(one.about()));
      }
    }
  }

  /** What the client itself said last, which is no event. */
  private static String said(Path output) {
    try {
      String last =
          new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("{"))
              .reduce("", (a, b) -> b);
      return last.isEmpty()
          ? ""
          : "; it said: " + last.substring(0, Math.min(last.length(), SAID_MAX_CHARS));
    } catch (IOException nothing) {
      return "";
    }
  }
}
