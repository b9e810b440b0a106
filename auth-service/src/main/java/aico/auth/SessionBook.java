package aico.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The sessions that live, those that ended a short while ago, and the attestations that were traded
 * in. Within the process it counts by the monotonic clock; what it saves is told in wall time.
 */
final class SessionBook {
  /** A session that nobody used so long ends. */
  static final long IDLE_LIMIT_S = 12L * 60 * 60;

  /** As long as a token of an ended session can live, and a minute for clocks that differ. */
  static final long REVOKED_FOR_S = TokenClaims.LIFETIME_S + 60;

  /** A clock may be set back by so much between two lives of the process. */
  static final long CLOCK_STEP_LIMIT_S = 60;

  /**
   * One person's programs; a principal that opens more for them loses the one it used least
   * recently. Other people's sessions stay.
   */
  static final int MAX_PER_PERSON = 16;

  /** Bounds the state file and the answer that services read; far above what unlocks can make. */
  static final int MAX_IDS = 512;

  private static final class Live {
    private final Session session;
    private long lastUsedS;

    private Live(Session session, long lastUsedS) {
      this.session = session;
      this.lastUsedS = lastUsedS;
    }
  }

  private final Time time;
  private final Map<String, Live> live = new LinkedHashMap<>();
  private final Map<String, Long> revoked = new LinkedHashMap<>();
  private final Map<String, Long> usedAttestations = new LinkedHashMap<>();
  private final boolean clockSteppedBack;
  private long generation;
  private long head;

  SessionBook(SessionState loaded, Time time) {
    this.time = time;
    this.generation = loaded.generation();
    long wallS = time.wallS();
    long nowS = time.monotonicS();
    clockSteppedBack = wallS < loaded.savedAtS() - CLOCK_STEP_LIMIT_S;
    for (SessionState.Kept kept : loaded.sessions()) {
      long idleS = Math.max(0, wallS - kept.lastUsedS());
      live.put(kept.session().id(), new Live(kept.session(), nowS - idleS));
    }
    load(loaded.revoked(), REVOKED_FOR_S, revoked);
    load(loaded.usedAttestations(), Long.MAX_VALUE, usedAttestations);
  }

  private void load(List<SessionState.Until> ids, long atMostS, Map<String, Long> into) {
    for (SessionState.Until id : ids) {
      long remainingS = Math.min(id.untilS() - time.wallS(), atMostS);
      if (remainingS > 0) {
        into.put(id.id(), time.monotonicS() + remainingS);
      }
    }
  }

  /** Whether the wall clock was further back at the start than at the last save. */
  boolean clockSteppedBack() {
    return clockSteppedBack;
  }

  synchronized Optional<Session> find(String id) {
    Live found = live.get(id);
    return found == null || idleS(found) >= IDLE_LIMIT_S
        ? Optional.empty()
        : Optional.of(found.session);
  }

  synchronized List<Session> matching(Predicate<Session> which) {
    return live.values().stream().map(l -> l.session).filter(which).toList();
  }

  synchronized List<Session> idle() {
    return live.values().stream()
        .filter(l -> idleS(l) >= IDLE_LIMIT_S)
        .map(l -> l.session)
        .toList();
  }

  /** The sessions that have to go before the principal opens another for that user. */
  synchronized List<Session> superseded(String principal, String user) {
    List<Live> own =
        new ArrayList<>(
            live.values().stream()
                .filter(l -> l.session.principal().equals(principal))
                .filter(l -> l.session.user().equals(user))
                .toList());
    own.sort(Comparator.comparingLong(l -> l.lastUsedS));
    return own.stream()
        .limit(Math.max(0, own.size() - MAX_PER_PERSON + 1))
        .map(l -> l.session)
        .toList();
  }

  /** Takes an attestation's id; false when it was taken before, or there is no room to keep it. */
  synchronized boolean claim(String attestationId, long expiresAtS) {
    dropOver(usedAttestations);
    if (usedAttestations.containsKey(attestationId)
        || usedAttestations.size() >= MAX_IDS
        || live.size() + revoked.size() >= MAX_IDS) {
      return false;
    }
    // Past its end by the limit of a step, so that a clock that is set back lets nothing in again.
    long keepS = Math.max(0, expiresAtS - time.wallS()) + 2 * CLOCK_STEP_LIMIT_S;
    usedAttestations.put(attestationId, time.monotonicS() + keepS);
    return true;
  }

  synchronized void open(Session session) {
    live.put(session.id(), new Live(session, time.monotonicS()));
  }

  /** Marks a session as used; false when it does not live any more. */
  synchronized boolean touch(String id) {
    Live found = live.get(id);
    if (found == null || idleS(found) >= IDLE_LIMIT_S) {
      return false;
    }
    found.lastUsedS = time.monotonicS();
    return true;
  }

  /** Ends sessions and revokes their tokens; true when any of them lived. */
  synchronized boolean end(Collection<Session> sessions) {
    boolean any = false;
    for (Session session : sessions) {
      if (live.remove(session.id()) != null) {
        revoked.put(session.id(), time.monotonicS() + REVOKED_FOR_S);
        any = true;
      }
    }
    if (any) {
      head++;
    }
    return any;
  }

  synchronized Revocations revocations() {
    dropOver(revoked);
    return new Revocations(head, List.copyOf(revoked.keySet()));
  }

  /** The state to save, one generation on. */
  synchronized SessionState next() {
    dropOver(revoked);
    dropOver(usedAttestations);
    generation++;
    long offsetS = time.wallS() - time.monotonicS();
    return new SessionState(
        generation,
        time.wallS(),
        live.values().stream()
            .map(l -> new SessionState.Kept(l.session, l.lastUsedS + offsetS))
            .toList(),
        inWallTime(revoked, offsetS),
        inWallTime(usedAttestations, offsetS));
  }

  private static List<SessionState.Until> inWallTime(Map<String, Long> ids, long offsetS) {
    return ids.entrySet().stream()
        .map(e -> new SessionState.Until(e.getKey(), e.getValue() + offsetS))
        .toList();
  }

  private long idleS(Live session) {
    return time.monotonicS() - session.lastUsedS;
  }

  private void dropOver(Map<String, Long> ids) {
    long nowS = time.monotonicS();
    ids.values().removeIf(untilS -> untilS <= nowS);
  }
}
