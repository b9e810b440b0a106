package aico.key;

import aico.key.ThrottleFile.Failures;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Slows the guessing of passwords down. The first failures cost nothing, each later one doubles the
 * wait, and no wait is longer than {@link #MAX_WAIT_S}, so that an owner is never kept out.
 *
 * <p>An attempt is charged before it is made: killing the process in the middle gains nothing.
 */
public final class Throttle {
  /** A tired person mistypes twice. */
  public static final int FREE_FAILURES = 2;

  /** Longer would keep out the owner more than a guesser, who pays 1 GiB and 2 s per guess. */
  public static final long MAX_WAIT_S = 60;

  private static final long FIRST_WAIT_S = 2;

  /** From here on the count says nothing more. */
  private static final int COUNT_LIMIT = 1_000_000;

  private final ThrottleFile file;
  private final InstantSource clock;
  private final Map<String, Failures> failures;

  /** Attempts that were made to wait and are in no record yet. */
  private final Map<String, Long> refused = new HashMap<>();

  public Throttle(ThrottleFile file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    this.failures = new HashMap<>(file.read());
  }

  /** Charges an attempt. Nothing: go on. Otherwise: seconds to wait, and the attempt is refused. */
  public synchronized OptionalLong begin(String user) {
    Failures before = failures.getOrDefault(user, new Failures(0, 0));
    long waitMs = before.notBeforeMs() - clock.millis();
    if (waitMs > MAX_WAIT_S * 1000) {
      // The clock was set back; without this the wait would last until it has caught up.
      waitMs = MAX_WAIT_S * 1000;
      put(user, new Failures(before.count(), clock.millis() + waitMs));
    }
    if (waitMs > 0) {
      refused.merge(user, 1L, Long::sum);
      return OptionalLong.of(Math.ceilDiv(waitMs, 1000L));
    }
    charge(user, Math.min(before.count() + 1, COUNT_LIMIT));
    return OptionalLong.empty();
  }

  /** How many attempts were made to wait since this was asked last, for the record of the next. */
  public synchronized long takeRefused(String user) {
    Long count = refused.remove(user);
    return count == null ? 0 : count;
  }

  /** The charged attempt was wrong; seconds until the next one is let through, 0 for at once. */
  public synchronized long failed(String user) {
    Failures charged = failures.getOrDefault(user, new Failures(1, 0));
    charge(user, charged.count());
    return waitS(charged.count());
  }

  /** The charged attempt was right. */
  public synchronized void succeeded(String user) {
    if (failures.remove(user) != null) {
      file.write(Map.copyOf(failures));
    }
  }

  /** The charged attempt did not take place. */
  public synchronized void withdraw(String user) {
    Failures charged = failures.get(user);
    if (charged != null) {
      put(user, new Failures(Math.max(0, charged.count() - 1), 0));
    }
  }

  private void charge(String user, int count) {
    put(user, new Failures(count, clock.millis() + waitS(count) * 1000));
  }

  private void put(String user, Failures value) {
    Failures before = failures.put(user, value);
    try {
      file.write(Map.copyOf(failures));
    } catch (RuntimeException notWritten) {
      if (before == null) {
        failures.remove(user);
      } else {
        failures.put(user, before);
      }
      throw notWritten;
    }
  }

  /** 0 for the free ones, then 2, 4, 8, … up to the limit. */
  private static long waitS(int count) {
    if (count <= FREE_FAILURES) {
      return 0;
    }
    int doublings = Math.min(count - FREE_FAILURES - 1, 6);
    return Math.min(FIRST_WAIT_S << doublings, MAX_WAIT_S);
  }
}
