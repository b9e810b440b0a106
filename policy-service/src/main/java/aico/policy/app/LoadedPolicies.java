package aico.policy.app;

import aico.policy.PendingEngine;
import aico.policy.cedar.CedarDecisionEngine;
import aico.policy.cedar.PolicyTexts;
import java.util.concurrent.CompletableFuture;

/** The policies on their way into memory: loading takes up to 1.5 s, beside the start. */
final class LoadedPolicies {
  /** Below the two seconds that services wait for a decision. */
  private static final long QUESTION_WAIT_MS = 1_500;

  private final PolicyTexts texts;
  private final CompletableFuture<CedarDecisionEngine> engine = new CompletableFuture<>();
  private final PendingEngine pending = new PendingEngine(engine, QUESTION_WAIT_MS);

  LoadedPolicies(PolicyTexts texts) {
    this.texts = texts;
  }

  PolicyTexts texts() {
    return texts;
  }

  PendingEngine engine() {
    return pending;
  }

  /** Loads and warms up; throws what is wrong with the policies. */
  void load() {
    try {
      engine.complete(CedarDecisionEngine.load(texts));
    } catch (RuntimeException | LinkageError e) {
      engine.completeExceptionally(e);
      throw e;
    }
  }
}
