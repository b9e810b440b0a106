package aico.cli;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** How long the trail's events are kept. */
public interface TrailLimits {
  /**
   * The limits, and what there is.
   *
   * @param max_days what is older goes, in days that the trail lived through
   * @param max_mib of all events together
   * @param floor_days for kinds of events, how long one is kept whatever the limits say
   * @param own whether the owner chose them
   * @param first the first event that is kept
   * @param oldest when it happened, RFC 3339, if there is any
   * @param events how many are kept
   * @param bytes that they take
   */
  record Limits(
      long max_days,
      long max_mib,
      SortedMap<String, Integer> floor_days,
      boolean own,
      long first,
      @Nullable String oldest,
      long events,
      long bytes) {}

  Limits show();

  /** Changes what is not null. */
  Limits set(@Nullable Long maxDays, @Nullable Long maxMib);
}
