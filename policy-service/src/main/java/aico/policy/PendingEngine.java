package aico.policy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An engine that is still being loaded. A question waits for it a short while; after that it is an
 * error, which is a denial.
 */
public final class PendingEngine implements DecisionEngine {
  private final CompletableFuture<? extends DecisionEngine> engine;
  private final long waitLimitMs;

  /**
   * Waits for {@code engine}.
   *
   * @param waitLimitMs below the deadline of those who ask, so that they still hear the denial
   */
  public PendingEngine(CompletableFuture<? extends DecisionEngine> engine, long waitLimitMs) {
    this.engine = engine;
    this.waitLimitMs = waitLimitMs;
  }

  /** Whether questions are answered without waiting. */
  public boolean ready() {
    return engine.isDone() && !engine.isCompletedExceptionally();
  }

  @Override
  public Verdict decide(Question question) {
    try {
      return engine.get(waitLimitMs, TimeUnit.MILLISECONDS).decide(question);
    } catch (TimeoutException e) {
      throw new PolicyException("policies: not loaded within " + waitLimitMs + " ms", e);
    } catch (ExecutionException e) {
      throw new PolicyException("policies: could not be loaded", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PolicyException("policies: interrupted while they load", e);
    }
  }
}
