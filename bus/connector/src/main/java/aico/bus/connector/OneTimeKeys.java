package aico.bus.connector;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.UnsealException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One-time key pairs that this process hands out, so that a peer can seal a secret to it: each for
 * one principal, for one use, for 30 s. The secret halves stay in locked memory.
 */
public final class OneTimeKeys implements AutoCloseable {
  /** Time for a person's password to be sealed and sent, once it was typed. */
  public static final Duration LIFETIME = Duration.ofSeconds(30);

  /** One command uses one at a time; a peer that asks for more loses its oldest. */
  static final int MAX_PER_PRINCIPAL = 8;

  /** Each takes a page of locked memory and two of guard, and RLIMIT_MEMLOCK may be 8 MiB. */
  static final int MAX_IN_TOTAL = 64;

  private final LongSupplier nanoTime;
  private final Supplier<String> ids;
  private final Map<String, Held> byId = new LinkedHashMap<>();

  private record Held(String principal, OneTimeKeyPair pair, long createdNanos) {}

  /**
   * Keys by these sources.
   *
   * @param nanoTime the monotonic clock
   * @param ids gives 16 random bytes as 32 hex digits
   */
  public OneTimeKeys(LongSupplier nanoTime, Supplier<String> ids) {
    this.nanoTime = nanoTime;
    this.ids = ids;
  }

  /**
   * Makes a key for one use by one principal.
   *
   * @throws RequestFailed when too many are open in total
   */
  public synchronized OneTimeKey create(String principal) {
    dropExpired();
    dropOldestOver(principal);
    if (byId.size() >= MAX_IN_TOTAL) {
      throw new RequestFailed(
          ErrorCode.FAILED, "too many one-time keys are open", null, null, LIFETIME.toSeconds());
    }
    OneTimeKeyPair pair = OneTimeKeyPair.generate();
    String id = ids.get();
    byId.put(id, new Held(principal, pair, nanoTime.getAsLong()));
    return new OneTimeKey(id, Hex.encode(pair.publicKey()));
  }

  /**
   * Opens what was sealed to a key and forgets the key, also when it cannot be opened.
   *
   * @throws RequestFailed {@code denied} when the key is unknown, used, expired or another
   *     principal's; {@code usage} when the frame was not sealed to it
   */
  public SecretBytes open(String keyId, String principal, byte[] sealed) {
    try (OneTimeKeyPair pair = take(keyId, principal)) {
      return pair.open(sealed);
    } catch (UnsealException e) {
      throw new RequestFailed(
          ErrorCode.USAGE, "sealed: not sealed to this key_id", "sealed", null, 0);
    }
  }

  private synchronized OneTimeKeyPair take(String keyId, String principal) {
    dropExpired();
    Held held = byId.get(keyId);
    if (held == null || !held.principal.equals(principal)) {
      throw new RequestFailed(
          ErrorCode.DENIED, "key_id: unknown, used or expired", "key_id", null, 0);
    }
    byId.remove(keyId);
    return held.pair;
  }

  private void dropExpired() {
    long now = nanoTime.getAsLong();
    Iterator<Held> all = byId.values().iterator();
    while (all.hasNext()) {
      Held held = all.next();
      if (now - held.createdNanos <= LIFETIME.toNanos()) {
        return; // in order of creation: the rest is younger
      }
      held.pair.close();
      all.remove();
    }
  }

  private void dropOldestOver(String principal) {
    List<String> own = new ArrayList<>();
    byId.forEach((id, held) -> {
      if (held.principal.equals(principal)) {
        own.add(id);
      }
    });
    for (int i = 0; i <= own.size() - MAX_PER_PRINCIPAL; i++) {
      Held oldest = byId.remove(own.get(i));
      if (oldest != null) {
        oldest.pair.close();
      }
    }
  }

  /** Forgets every key. */
  @Override
  public synchronized void close() {
    byId.values().forEach(held -> held.pair.close());
    byId.clear();
  }
}
