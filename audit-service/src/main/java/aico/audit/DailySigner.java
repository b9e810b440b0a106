package aico.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import aico.audit.log.Checkpoint;
import aico.audit.log.Epoch;
import aico.audit.log.EpochChain;
import aico.audit.log.SignedNote;
import aico.audit.log.Vkey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Signs checkpoints with the log's key and with the key of an {@link Epoch}, which lives for a day
 * (UTC). The key of the next day waits; with the first checkpoint of that day the old key signs the
 * new one, and is destroyed. A restore begins another at once.
 *
 * <p>Signing and handing over happen in the one thread that signs.
 */
public final class DailySigner implements NoteSigner, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DailySigner.class.getName());

  private final NoteSigner log;
  private final EpochStore store;
  private final AtomicReference<@Nullable EpochKey> waiting = new AtomicReference<>();

  /** Held while files of keys change. */
  private final ReentrantLock handingOver = new ReentrantLock();

  private volatile Epoch epoch;
  private EpochKey key;
  private @Nullable String broken;

  private DailySigner(NoteSigner log, EpochStore store, Epoch epoch, EpochKey key) {
    this.log = log;
    this.store = store;
    this.epoch = epoch;
    this.key = key;
  }

  /**
   * Goes on with the newest epoch of a log, or begins its first one.
   *
   * @param log signs with the log's own key
   * @param head where the first epoch begins
   * @throws AuditException when the newest epoch's key is missing or another: no other is made
   */
  public static DailySigner open(
      NoteSigner log, EpochStore store, EpochKeys keys, EpochChain chain, Checkpoint head) {
    String origin = log.vkey().name();
    Epoch newest = chain.newest().orElse(null);
    if (newest == null) {
      EpochKey first = keys.make(Epoch.keyName(origin, 0));
      Instant since = head.time() == null ? Instant.EPOCH : head.time();
      Epoch begun = new Epoch(0, first.signer().vkey(), head.size(), head.root(), since);
      store.keep(0, first.sealed());
      store.publish(0, begun.sign(log.vkey(), log, null, null));
      return new DailySigner(log, store, begun, first);
    }
    byte[] sealed =
        store
            .sealedKey(newest.number())
            .orElseThrow(
                () -> new AuditException("epoch-keys/" + newest.number() + ".sealed: missing"));
    EpochKey key = keys.open(newest.vkey().name(), sealed);
    if (!key.signer().vkey().toString().equals(newest.vkey().toString())) {
      key.close();
      throw new AuditException("epoch-keys/" + newest.number() + ".sealed: another epoch's key");
    }
    // What a crash left of a hand-over: the key before, or the one that did not come into use.
    store.destroyOthers(newest.number());
    return new DailySigner(log, store, newest, key);
  }

  @Override
  public Vkey vkey() {
    return log.vkey();
  }

  @Override
  public byte[] apply(byte[] message) {
    return log.apply(message);
  }

  @Override
  public byte[] note(String text) {
    if (broken != null) {
      throw new AuditException(broken);
    }
    NoteSigner today = key.signer();
    return SignedNote.cosign(new String(log.note(text), UTF_8), today.vkey(), today)
        .getBytes(UTF_8);
  }

  /** Whether no key waits for the next day. */
  public boolean needsKey() {
    return waiting.get() == null;
  }

  /** Makes the key for the next day, if none waits. */
  public void prepare(EpochKeys keys) {
    if (needsKey()) {
      waiting.set(keys.make(Epoch.keyName(log.vkey().name(), epoch.number() + 1)));
    }
  }

  /**
   * A checkpoint was published: hands over when a day has ended and a key waits. Without one, since
   * key-service was not there to seal it, the day goes on.
   *
   * @throws AuditException when it is not known whether the next epoch has begun; then nothing is
   *     signed until the next start, which sees it
   */
  public void published(SignedHead head) {
    Checkpoint checkpoint = head.checkpoint();
    Instant time = checkpoint.time();
    if (time == null || !day(time).isAfter(day(epoch.since()))) {
      return;
    }
    handingOver.lock();
    try {
      EpochKey next = waiting.getAndSet(null);
      if (next != null) {
        handOver(next, checkpoint, time);
      }
    } finally {
      handingOver.unlock();
    }
  }

  /**
   * Lets {@code files} seal the keys of epochs anew. A key that waits is forgotten, since it is
   * sealed under the key before; another one is to be made.
   */
  public void reseal(Runnable files) {
    handingOver.lock();
    try {
      EpochKey next = waiting.getAndSet(null);
      if (next != null) {
        next.close();
      }
      files.run();
    } finally {
      handingOver.unlock();
    }
  }

  /**
   * Begins the next epoch over what a restore brought back, with the key that waits: that of the
   * epoch before is in the backup, and wherever the log was before. Before anything is signed.
   *
   * @param head the last checkpoint of the log that was restored
   * @return whether it has begun; if not, nothing has changed
   * @throws AuditException when it is not known whether it has begun, as in {@link #published}
   */
  public boolean beginAfterRestore(Checkpoint head, Instant now) {
    EpochKey next = waiting.getAndSet(null);
    if (next == null) {
      return false;
    }
    long before = epoch.number();
    handOver(next, head, now.isAfter(epoch.since()) ? now : epoch.since());
    return epoch.number() > before;
  }

  private void handOver(EpochKey next, Checkpoint checkpoint, Instant time) {
    long number = epoch.number() + 1;
    Vkey vkey = next.signer().vkey();
    Epoch begun = new Epoch(number, vkey, checkpoint.size(), checkpoint.root(), time);
    byte[] certificate = begun.sign(log.vkey(), log, key.signer().vkey(), key.signer());
    try {
      store.keep(number, next.sealed());
    } catch (RuntimeException notKept) {
      next.close();
      LOG.log(System.Logger.Level.WARNING, "epoch {0}: {1}", number, notKept.getMessage());
      return;
    }
    try {
      store.publish(number, certificate);
    } catch (RuntimeException perhapsPublished) {
      next.close();
      broken = "epoch " + number + ": " + perhapsPublished.getMessage();
      throw new AuditException(broken, perhapsPublished);
    }
    key.close();
    key = next;
    epoch = begun;
    try {
      store.destroyOthers(number);
    } catch (RuntimeException stillThere) {
      // The next start tries again.
      LOG.log(System.Logger.Level.ERROR, "epoch {0}: {1}", number, stillThere.getMessage());
    }
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /** Forgets the keys of epochs; only after the last checkpoint. */
  @Override
  public void close() {
    key.close();
    EpochKey next = waiting.getAndSet(null);
    if (next != null) {
      next.close();
    }
  }
}
