package aico.cli.dev;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One thing that a client of {@code audit.stream} has to cope with. */
public enum ClientCase {
  FOLLOWS("reads all events and acknowledges them"),
  SLOW("takes more events than its credit, in fits and starts"),
  DUPLICATE("takes events again that it acknowledged just before a break"),
  DISCONNECT("opens the stream again when the service was away"),
  PRUNED("goes on behind events that are gone"),
  NEWER("passes over what only a newer service says"),
  REPLACED("ends when another stream takes its place"),
  REVOKED("ends when its access has ended"),
  VERSION("ends when the service speaks another version");

  private static final int EVENTS = 30;

  /**
   * A client may wait ten seconds before it takes silence for a break, and as long to come back.
   */
  private static final Duration LIMIT = Duration.ofSeconds(45);

  /** It was told to end. */
  private static final Duration END_LIMIT = Duration.ofSeconds(15);

  private static final long LOOK_MS = 50;
  private static final long PAUSE_MS = 3_000;

  private final String about;

  ClientCase(String about) {
    this.about = about;
  }

  /** The client under test. */
  public interface Client {
    boolean isAlive();

    /** Of one that has ended. */
    int exitCode();
  }

  /** The case's name. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a client that passes does. */
  public String about() {
    return about;
  }

  /** Puts the log and the service into the state that the client is to find. */
  public void prepare(DevLog log, DevStream stream) {
    log.grow(EVENTS);
    switch (this) {
      case PRUNED -> stream.prune(EVENTS / 3);
      case DISCONNECT -> stream.hold(EVENTS / 2);
      case NEWER -> stream.beNewer();
      case REPLACED -> stream.endWith("replaced");
      case REVOKED -> stream.endWith("revoked");
      case VERSION -> stream.endWith("unsupported_version");
      case FOLLOWS, SLOW, DUPLICATE -> {}
    }
  }

  /** Plays the case to a client that was just started; what is wrong with it, if anything. */
  public Optional<String> play(DevLog log, DevStream stream, Client client) {
    return switch (this) {
      case FOLLOWS, PRUNED, NEWER -> acknowledges(EVENTS - 1, stream, client);
      case SLOW ->
          acknowledges(EVENTS - 1, stream, client)
              .or(() -> {
                int more = stream.heard().credit + EVENTS;
                log.grow(more);
                return acknowledges(EVENTS + more - 1, stream, client);
              })
              .or(() -> {
                pause(PAUSE_MS);
                int last = log.size();
                log.grow(1);
                return acknowledges(last, stream, client);
              });
      case DUPLICATE ->
          acknowledges(EVENTS - 1, stream, client)
              .or(() -> {
                stream.rewind(5);
                stream.restart();
                log.grow(EVENTS);
                return acknowledges(2 * EVENTS - 1, stream, client);
              });
      case DISCONNECT ->
          acknowledges(EVENTS / 2 - 1, stream, client)
              .or(() -> {
                stream.restart();
                stream.hold(Long.MAX_VALUE);
                return acknowledges(EVENTS - 1, stream, client);
              });
      case REPLACED, REVOKED, VERSION -> ends(stream, client);
    };
  }

  private static Optional<String> acknowledges(long last, DevStream stream, Client client) {
    boolean done =
        within(
            LIMIT,
            () ->
                stream.heard().acknowledged >= last
                    || !stream.heard().wrong.isEmpty()
                    || !client.isAlive());
    DevStream.Heard heard = stream.heard();
    if (heard.acknowledged >= last) {
      return Optional.empty();
    }
    if (heard.opens == 0 && heard.wrong.isEmpty()) {
      return Optional.of(
          client.isAlive() ? "it never opened the stream" : "it ended before it opened the stream");
    }
    if (!heard.wrong.isEmpty()) {
      return Optional.of("it said what is no part of the protocol: " + heard.wrong);
    }
    String got =
        heard.acknowledged < 0
            ? "it acknowledged nothing"
            : "it acknowledged events up to " + heard.acknowledged + " of " + last;
    return Optional.of(
        done && !client.isAlive() ? got + ", and ended with " + client.exitCode() : got);
  }

  private static Optional<String> ends(DevStream stream, Client client) {
    within(END_LIMIT, () -> !client.isAlive());
    if (stream.heard().opens == 0) {
      return Optional.of("it never opened the stream");
    }
    if (client.isAlive()) {
      return Optional.of("it still runs, and would say nothing for ever");
    }
    return client.exitCode() == 0
        ? Optional.of("it ended with 0, as if all were well")
        : Optional.empty();
  }

  private static boolean within(Duration limit, BooleanSupplier condition) {
    long until = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until || Thread.currentThread().isInterrupted()) {
        return false;
      }
      pause(LOOK_MS);
    }
    return true;
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
