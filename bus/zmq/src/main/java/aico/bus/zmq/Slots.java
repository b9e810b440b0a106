package aico.bus.zmq;

import java.util.HashMap;
import java.util.Map;

/** Counts the handlers of a topic that are running, against the limits of {@link Limits}. */
final class Slots {
  private final Map<String, Integer> byPrincipal = new HashMap<>();
  private int taken;

  /** Takes a slot; false when there is none for this caller. */
  synchronized boolean take(String principal, boolean reducesPower) {
    int own = byPrincipal.getOrDefault(principal, 0);
    int reserve = reducesPower ? Limits.HANDLERS_RESERVED : 0;
    if (taken >= Limits.HANDLERS + reserve || own >= Limits.HANDLERS_PER_CALLER + reserve) {
      return false;
    }
    taken++;
    byPrincipal.put(principal, own + 1);
    return true;
  }

  synchronized void release(String principal) {
    taken--;
    byPrincipal.computeIfPresent(principal, (name, own) -> own == 1 ? null : own - 1);
  }
}
