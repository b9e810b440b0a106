package aico.key.crypto;

import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import aico.key.DerivationRefused;
import aico.key.FreeMemory;
import aico.key.KeyException;
import aico.key.PasswordDerivation;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs derivations one at a time on a thread of its own, so that two unlocks never need 2 GiB and a
 * native call of two seconds holds no carrier of virtual threads. Before each it looks whether the
 * memory can be had: there is a refusal, and never a cheaper derivation.
 */
public final class DerivationQueue implements PasswordDerivation, AutoCloseable {
  /** Each waits about 2 s for those in front of it; more would time out at the asker anyway. */
  public static final int WAITING_LIMIT = 4;

  /** What the process itself may need meanwhile. */
  private static final long RESERVE_KIB = 64L * 1024;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final PasswordDerivation derivation;
  private final FreeMemory memory;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_LIMIT),
          Thread.ofPlatform().name("derivation").daemon().factory());

  public DerivationQueue(PasswordDerivation derivation, FreeMemory memory) {
    this.derivation = derivation;
    this.memory = memory;
  }

  @Override
  public SecretBytes derive(Argon2Context context, SecretBytes secret, String salt) {
    Future<SecretBytes> key;
    try {
      key = thread.submit(() -> admitted(context, secret, salt));
    } catch (RejectedExecutionException full) {
      throw DerivationRefused.busy(WAITING_LIMIT);
    }
    return await(key);
  }

  private SecretBytes admitted(Argon2Context context, SecretBytes secret, String salt) {
    long neededKib = context.memoryKib() + RESERVE_KIB;
    long availableKib = memory.availableKib();
    if (availableKib < neededKib) {
      throw DerivationRefused.memory(availableKib, neededKib);
    }
    return derivation.derive(context, secret, salt);
  }

  /** Waits to the end even when interrupted: the result is a secret that has to be closed. */
  private static SecretBytes await(Future<SecretBytes> key) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return key.get();
        } catch (InterruptedException later) {
          interrupted = true;
        } catch (ExecutionException failed) {
          switch (failed.getCause()) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case null, default -> throw new KeyException("derivation: failed", failed);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Lets what runs come to its end; what waits is refused. */
  @Override
  public void close() {
    thread.getQueue().clear();
    thread.shutdown();
    try {
      thread.awaitTermination(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
