package aico.audit;

import aico.detect.sigma.SigmaRules;
import java.util.Optional;

/** Where the rules come from. */
@FunctionalInterface
public interface RuleSource {
  /**
   * Rules as they stand.
   *
   * @param sha256 over all files, names included
   */
  record Found(SigmaRules.Read read, String sha256) {}

  /** The rules, if they are others than at the last asking. */
  Optional<Found> changed();
}
