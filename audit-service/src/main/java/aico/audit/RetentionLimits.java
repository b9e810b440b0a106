package aico.audit;

import java.util.function.Supplier;

/** Where the log's {@link Retention} stands; it fails naming the field where it is not sound. */
public interface RetentionLimits extends Supplier<Retention> {
  /** Whether the owner has limits of their own. */
  boolean areOwn();

  /** Keeps other limits, which the next look finds. */
  void put(Retention retention);
}
