package aico.vault.manifest;

import aico.vault.Manifests;
import aico.vault.Manifests.Fault;
import aico.vault.Manifests.Finding;
import aico.vault.Manifests.Look;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The findings of a look, each file once, those that were known before it first. */
final class Findings {
  private final List<Finding> kept = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private long fresh;
  private long damaged;

  Findings(List<Finding> known) {
    for (Finding finding : known) {
      if (this.known.add(finding.path())) {
        kept.add(finding);
        count(finding);
      }
    }
  }

  private void count(Finding finding) {
    if (finding.fault() == Fault.DAMAGED) {
      damaged++;
    }
  }

  /** A file that was met, or missed, once. */
  synchronized void add(Finding finding) {
    if (known.contains(finding.path())) {
      return;
    }
    fresh++;
    count(finding);
    if (kept.size() < Manifests.FINDINGS_LIMIT) {
      kept.add(finding);
    }
  }

  synchronized long total() {
    return known.size() + fresh;
  }

  synchronized long fresh() {
    return fresh;
  }

  /** At most {@link Manifests#FINDINGS_LIMIT} of them. */
  synchronized List<Finding> kept() {
    return List.copyOf(kept.subList(0, Math.min(kept.size(), Manifests.FINDINGS_LIMIT)));
  }

  synchronized Look look(@Nullable Instant sealed, long live) {
    return new Look(sealed, kept(), total(), fresh(), live, damaged);
  }
}
