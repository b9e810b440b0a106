package aico.auth;

import java.util.List;

/**
 * Everything of the sessions that outlives the process.
 *
 * @param generation rises with every save
 * @param savedAtS seconds since 1970 when it was saved
 */
public record SessionState(
    long generation,
    long savedAtS,
    List<Kept> sessions,
    List<Until> revoked,
    List<Until> usedAttestations) {

  public SessionState {
    sessions = List.copyOf(sessions);
    revoked = List.copyOf(revoked);
    usedAttestations = List.copyOf(usedAttestations);
  }

  /** A session and when it was last used, in seconds since 1970. */
  public record Kept(Session session, long lastUsedS) {}

  /** An id that matters until a time, in seconds since 1970. */
  public record Until(String id, long untilS) {}

  /** Nothing yet. */
  public static SessionState empty() {
    return new SessionState(0, 0, List.of(), List.of(), List.of());
  }
}
