package aico.cli.app;

import aico.cli.Suite;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code aico dev stream}: a scenario happens, at its rate, until the command is ended. */
final class DevServing {
  private static final long TICK_MS = 20;
  private static final int MS_PER_S = 1_000;

  private DevServing() {}

  static void run(Suite.DevRequest request, Consumer<Suite.DevServed> ready) {
    try (DevPlace place = new DevPlace(request.scenario(), request.seed())) {
      Thread end = new Thread(place::close);
      Runtime.getRuntime().addShutdownHook(end);
      ready.accept(
          new Suite.DevServed(
              place.folder().toString(), place.stream().endpoint(), request.scenario().word()));
      long began = System.nanoTime();
      long made = 0;
      while (!Thread.currentThread().isInterrupted()) {
        long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        long due = Math.min(request.count(), 1 + elapsedMs * request.rate() / MS_PER_S);
        place.log().grow((int) (due - made));
        made = due;
        Thread.sleep(TICK_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
