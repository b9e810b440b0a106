package aico.cli.cli;

import aico.cli.TrailLimits;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The default limits, until something is chosen. */
final class FakeLimits implements TrailLimits {
  @Override
  public Limits show() {
    return limits(400, 1024, false);
  }

  @Override
  public Limits set(@Nullable Long maxDays, @Nullable Long maxMib) {
    return limits(maxDays == null ? 400 : maxDays, maxMib == null ? 1024 : maxMib, true);
  }

  private static Limits limits(long days, long mib, boolean own) {
    return new Limits(
        days,
        mib,
        new TreeMap<>(Map.of("alert", 180, "user", 180)),
        own,
        7,
        "2026-11-01T12:00:00Z",
        93,
        3 << 20);
  }
}
