package aico.audit.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one log from outside (C2SP tlog-witness): knows the largest tree seen, and takes a
 * checkpoint only when the log's key signed it and a proof shows that it extends that tree. What
 * does not is a fork: the log was cut back, rewritten, or shows others something else.
 */
public final class Witness {
  private final Vkey vkey;
  private @Nullable Checkpoint known;
  private @Nullable Seen proving;

  private record Seen(byte[] note, Checkpoint checkpoint) {}

  /** What to do next. */
  public sealed interface Step {
    /** The checkpoint extends all that was seen: cosign it, and keep it before it is told on. */
    record Cosign(byte[] note, Checkpoint checkpoint) implements Step {}

    /** Ask the log for the proof between these sizes. */
    record Ask(long from, long to) implements Step {}

    /** The log is not what it was. */
    record Fork(String sentence, byte[] note) implements Step {}

    /** Nothing, until a proof that was asked for has come. */
    record Wait() implements Step {}
  }

  /**
   * A witness of the log of this key.
   *
   * @param known the largest tree seen so far, or null
   */
  public Witness(Vkey vkey, @Nullable Checkpoint known) {
    this.vkey = vkey;
    this.known = known;
  }

  /**
   * The log shows a checkpoint.
   *
   * @throws AuditLogException when it is malformed, of another log, or not signed by the log's key
   */
  public Step heard(byte[] note) {
    Checkpoint heard = Checkpoint.open(note, vkey);
    Checkpoint before = known;
    if (before != null && heard.size() < before.size()) {
      return new Step.Fork(
          "the log has %d events, it had %d: it was cut back"
              .formatted(heard.size(), before.size()),
          note);
    }
    if (before != null && heard.size() == before.size() && !heard.sameTree(before)) {
      return new Step.Fork(
          "another root over the same %d events: the log was rewritten".formatted(heard.size()),
          note);
    }
    if (before == null || heard.size() == before.size() || before.size() == 0) {
      return taken(new Seen(note, heard));
    }
    if (proving != null) {
      return new Step.Wait();
    }
    proving = new Seen(note, heard);
    return new Step.Ask(before.size(), heard.size());
  }

  /** The proof that was asked for; others are passed over. */
  public Step proven(long from, long to, List<byte[]> hashes) {
    Seen seen = proving;
    Checkpoint before = known;
    if (seen == null || before == null || from != before.size() || to != seen.checkpoint.size()) {
      return new Step.Wait();
    }
    proving = null;
    return Proofs.verifyConsistency(from, to, before.root(), seen.checkpoint.root(), hashes)
        ? taken(seen)
        : new Step.Fork(
            "%d events do not extend the %d seen before: the log was rewritten".formatted(to, from),
            seen.note);
  }

  /** The connection is gone, and with it what was asked. */
  public void disconnected() {
    proving = null;
  }

  private Step taken(Seen seen) {
    known = seen.checkpoint;
    return new Step.Cosign(seen.note, seen.checkpoint);
  }
}
