package aico.audit;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Cursors in memory. */
final class InMemoryCursors implements Cursors {
  private final Map<String, Long> next = new ConcurrentHashMap<>();

  @Override
  public OptionalLong next(String principal) {
    Long known = next.get(principal);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  @Override
  public void put(String principal, long sequence) {
    next.put(principal, sequence);
  }

  @Override
  public void remove(String principal) {
    next.remove(principal);
  }
}
