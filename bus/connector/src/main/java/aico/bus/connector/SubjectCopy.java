package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.UnsealException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What this process makes names unreadable with, from key-service. {@link #refresh} asks again:
 * keys that were forgotten there are zeroed here. An event about somebody who is not known yet asks
 * by itself, so that what is said of a new user is theirs from the first event on.
 */
public final class SubjectCopy implements EventSeal, AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** After key-service did not answer, events do not wait for it again so soon. */
  private static final long PATIENCE_NS = Duration.ofSeconds(10).toNanos();

  private final BusClient bus;
  private final LongSupplier nanoTime;
  private final SealingSubjects subjects = new SealingSubjects();
  private volatile long failedNs;
  private volatile boolean failed;

  public SubjectCopy(BusClient bus, LongSupplier nanoTime) {
    this.bus = bus;
    this.nanoTime = nanoTime;
  }

  /** What is known by now. */
  public SealingSubjects known() {
    return subjects;
  }

  /**
   * Gets what is new.
   *
   * @throws RequestFailed when key-service is not there, or answers something else; then what was
   *     known stays
   */
  public synchronized void refresh() {
    try (OneTimeKeyPair pair = OneTimeKeyPair.generate()) {
      Answered<KeyReply.Subjects> answered =
          bus.askForSealed(
              new KeyRequest.Subjects(Hex.encode(pair.publicKey()), subjects.state()), DEADLINE);
      byte[] sealed = answered.sealed();
      if (sealed == null) {
        requireKnown(answered.reply().state());
      } else {
        take(answered.reply(), pair, sealed);
      }
      failed = false;
    } catch (RequestFailed e) {
      failedNs = nanoTime.getAsLong();
      failed = true;
      throw e;
    }
  }

  private void take(KeyReply.Subjects reply, OneTimeKeyPair pair, byte[] sealed) {
    try (SecretBytes keys = pair.open(sealed)) {
      subjects.exchange(
          reply.state(),
          reply.subjects().stream()
              .map(
                  each -> new SealingSubjects.Entry(each.user(), each.subject(), each.public_key()))
              .toList(),
          keys);
    } catch (UnsealException e) {
      throw new RequestFailed(ErrorCode.FAILED, "key.subjects: the sealed frame does not open");
    } catch (IllegalArgumentException e) {
      throw new RequestFailed(ErrorCode.FAILED, "key.subjects: " + e.getMessage());
    }
  }

  private void requireKnown(String told) {
    if (!told.equals(subjects.state())) {
      throw new RequestFailed(ErrorCode.FAILED, "key.subjects: no sealed frame came");
    }
  }

  /** Who knocks is told of in the thread of the sockets, which must not wait for an answer. */
  @Override
  public SealedEvent seal(AuditEvent event, boolean reserve) {
    boolean mayAsk = !reserve && event.code() != EventCode.PEER_REFUSED && !isHopeless();
    if (mayAsk && subjects.isAboutStrangers(event)) {
      try {
        refresh();
      } catch (RequestFailed | IllegalStateException notNow) {
        // Then with what is known.
      }
    }
    return subjects.seal(event, reserve);
  }

  private boolean isHopeless() {
    return failed && nanoTime.getAsLong() - failedNs < PATIENCE_NS;
  }

  @Override
  public void close() {
    subjects.close();
  }
}
