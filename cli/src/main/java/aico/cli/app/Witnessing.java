package aico.cli.app;

import aico.audit.log.AuditLogException;
import aico.audit.log.Checkpoint;
import aico.audit.log.Vkey;
import aico.audit.log.Witness;
import aico.audit.log.Witness.Step;
import aico.bus.contract.ErrorCode;
import aico.bus.zmq.StreamClient;
import aico.bus.zmq.StreamClients;
import aico.bus.zmq.StreamMessage;
import aico.cli.CommandFailed;
import aico.cli.Suite;
import aico.cli.storage.IntegratorCredential;
import aico.cli.storage.IntegratorFiles;
import aico.cli.storage.TrustFile;
import aico.cli.storage.WitnessFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A witness at work: what {@code audit.stream} says, what it makes of it, and what it keeps. */
final class Witnessing implements AutoCloseable {
  /** A wrong or removed credential is never answered. */
  private static final Duration FIRST_CONTACT = Duration.ofSeconds(30);

  /** Heartbeats come every second; a restart takes some. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final WitnessFolder folder;
  private final Witness witness;
  private final InstantSource clock;
  private final Consumer<String> progress;
  private final IntegratorCredential credential;
  private final @Nullable Duration stale;
  private final StreamClients clients;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  /** The largest size cosigned, now or before. */
  private long known;

  /** Whether this run has cosigned: the first time it does so even when nothing is new. */
  private boolean cosignedNow;

  /** When the log last showed what could be cosigned, by the monotonic clock. */
  private long soundAtNanos = System.nanoTime();

  /** From the connection's thread. */
  private sealed interface Heard {
    record Said(StreamMessage message) implements Heard {}

    record Lost() implements Heard {}

    record Died(Throwable cause) implements Heard {}
  }

  private Witnessing(
      WitnessFolder folder,
      Vkey log,
      IntegratorCredential credential,
      @Nullable Duration stale,
      InstantSource clock,
      Consumer<String> progress) {
    this.folder = folder;
    this.stale = stale;
    this.credential = credential;
    this.clock = clock;
    this.progress = progress;
    Checkpoint last = folder.last(log);
    known = last == null ? 0 : last.size();
    witness = new Witness(log, last);
    clients = new StreamClients(cause -> heard.add(new Heard.Died(cause)));
  }

  /**
   * Follows until the log is a fork, the access ends, nothing sound was heard for as long as the
   * request allows, or, with {@code once}, all is cosigned.
   */
  static void run(
      Suite.WitnessRequest request,
      InstantSource clock,
      Consumer<String> progress,
      Consumer<Suite.Witnessed> cosigned) {
    Vkey log;
    try {
      log = Vkey.parse(TrustFile.read("DIR", request.dir().resolve(IntegratorFiles.LOG_KEY)));
    } catch (AuditLogException bad) {
      throw CommandFailed.usage("DIR", IntegratorFiles.LOG_KEY + ": " + bad.getMessage());
    }
    Path state = request.state() == null ? request.dir().resolve("witness") : request.state();
    IntegratorCredential credential = IntegratorCredential.read(request.dir());
    try (var key = credential.key();
        WitnessFolder folder = WitnessFolder.open(state, request.name());
        Witnessing witnessing =
            new Witnessing(folder, log, credential, request.stale(), clock, progress)) {
      folder.requireNoFork();
      witnessing.follow(request.once(), cosigned);
    }
  }

  private void follow(boolean once, Consumer<Suite.Witnessed> cosigned) {
    try (StreamClient client =
        clients.watch(
            credential.stream(),
            credential.serverKey(),
            credential.key(),
            new StreamClient.Listener() {
              @Override
              public void said(StreamMessage message) {
                heard.add(new Heard.Said(message));
              }

              @Override
              public long lost(long next) {
                heard.add(new Heard.Lost());
                return next;
              }
            })) {
      boolean contact = false;
      long deadline = System.nanoTime() + FIRST_CONTACT.toNanos();
      boolean silent = false;
      while (true) {
        Heard next = poll(patience(contact, deadline));
        if (next == null && stale == null && (!contact || once)) {
          throw unreachable();
        }
        if (next == null && !silent && System.nanoTime() > deadline) {
          silent = true;
          progress.accept("nothing heard for a minute; still trying");
        }
        if (next instanceof Heard.Died(Throwable cause)) {
          throw CommandFailed.failed("the connection's thread ended: " + cause);
        }
        if (next instanceof Heard.Lost) {
          witness.disconnected();
        }
        if (next instanceof Heard.Said(StreamMessage message)) {
          contact = true;
          silent = false;
          Optional<Suite.Witnessed> done = take(message, client);
          done.ifPresent(cosigned);
          if (once && done.isPresent()) {
            return;
          }
          if (once && System.nanoTime() > deadline) {
            throw CommandFailed.failed(
                "the log shows no checkpoint; audit-service's health says why it signs none");
          }
        }
        if (isStale()) {
          throw unreachable();
        }
      }
    }
  }

  private Duration patience(boolean contact, long deadline) {
    Duration usual = contact ? SILENCE : Duration.ofNanos(deadline - System.nanoTime());
    if (stale == null) {
      return usual;
    }
    Duration left = stale.minusNanos(System.nanoTime() - soundAtNanos);
    return left.compareTo(SILENCE) < 0 ? left : SILENCE;
  }

  private boolean isStale() {
    return stale != null && System.nanoTime() - soundAtNanos > stale.toNanos();
  }

  private @Nullable Heard poll(Duration patience) {
    try {
      return heard.poll(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("interrupted");
    }
  }

  private Optional<Suite.Witnessed> take(StreamMessage message, StreamClient client) {
    return switch (message) {
      case StreamMessage.Heartbeat(long head, String checkpoint) ->
          heartbeat(head, checkpoint, client);
      case StreamMessage.Proof(long from, long to, var hashes) ->
          carryOut(witness.proven(from, to, hashes), client);
      case StreamMessage.Revoked revoked ->
          throw CommandFailed.failed("this integrator was removed, or has another credential now");
      case StreamMessage.Replaced replaced ->
          throw CommandFailed.failed(
              "another program follows the trail with this credential: make one for the witness alone");
      case StreamMessage.UnsupportedVersion other ->
          throw CommandFailed.failed("the service speaks another version of the stream");
      case StreamMessage.Refused refused ->
          throw CommandFailed.failed("refused: " + refused.message());
      case StreamMessage.CaughtUp caughtUp -> Optional.empty();
      case StreamMessage.Event event -> Optional.empty();
      case StreamMessage.Pruned pruned -> Optional.empty();
    };
  }

  private Optional<Suite.Witnessed> heartbeat(long head, String note, StreamClient client) {
    if (head < known) {
      throw fork("the log has %d events, it had %d: it was cut back".formatted(head, known), note);
    }
    if (note.isEmpty()) {
      return Optional.empty();
    }
    try {
      return carryOut(witness.heard(note.getBytes(StandardCharsets.UTF_8)), client);
    } catch (AuditLogException bad) {
      throw CommandFailed.failed("the log's checkpoint does not hold: " + bad.getMessage());
    }
  }

  private Optional<Suite.Witnessed> carryOut(Step step, StreamClient client) {
    return switch (step) {
      case Step.Ask(long from, long to) -> {
        client.prove(from, to);
        yield Optional.empty();
      }
      case Step.Wait wait -> Optional.empty();
      case Step.Fork(String sentence, byte[] note) ->
          throw fork(sentence, new String(note, StandardCharsets.UTF_8));
      case Step.Cosign(byte[] note, Checkpoint checkpoint) -> {
        soundAtNanos = System.nanoTime();
        if (cosignedNow && checkpoint.size() == known) {
          yield Optional.empty();
        }
        known = checkpoint.size();
        cosignedNow = true;
        folder.cosign(note, now());
        yield Optional.of(
            new Suite.Witnessed(
                checkpoint.size(),
                Base64.getEncoder().encodeToString(checkpoint.root()),
                checkpoint.time() == null ? null : checkpoint.time().toString(),
                folder.checkpoint().toString()));
      }
    };
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private CommandFailed fork(String sentence, String note) {
    String shown = note.isEmpty() ? sentence + "; it showed no checkpoint\n" : note;
    Path evidence = folder.keepEvidence(shown.getBytes(StandardCharsets.UTF_8));
    return CommandFailed.failed(
        "FORK: "
            + sentence
            + ". Keep "
            + folder.checkpoint()
            + " and "
            + evidence
            + " as evidence");
  }

  private CommandFailed unreachable() {
    Instant last = folder.lastTime();
    return new CommandFailed(
        ErrorCode.UNREACHABLE,
        credential.stream()
            + (stale == null
                ? ": no answer"
                : ": nothing to cosign for " + stale.toSeconds() + " s")
            + (last == null ? "" : ", last cosigned " + last)
            + ": is the suite up, the integrator still listed, the port forwarded?");
  }

  @Override
  public void close() {
    clients.close();
  }
}
