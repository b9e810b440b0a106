package aico.bus.connector;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a service that carry an authenticated generation; a bean of this type has them
 * compared with the trail at start.
 */
public interface StateStores {
  /** Each store and its generation as it was found at start; null while they are not open yet. */
  @Nullable Map<String, Long> generations();

  /**
   * These are older than the trail says. Called once the trail was asked, with none when all is as
   * it should be, and again when the owner has accepted them.
   */
  void rolledBack(Set<String> stores);
}
