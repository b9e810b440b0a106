package aico.auth;

/** What became of an attempt to log in. */
public sealed interface LoginOutcome {

  /**
   * A session is open.
   *
   * @param sealed its secret, sealed to the recipient
   */
  @SuppressWarnings("ArrayRecordComponent") // a frame handed on once, compared by nobody
  record Opened(Session session, byte[] sealed) implements LoginOutcome {}

  /**
   * The proof does not hold.
   *
   * @param reason one word
   * @param retryAfterS 0 for at once
   */
  record Refused(String reason, long retryAfterS) implements LoginOutcome {}

  /** The unlock that the proof speaks of is over. */
  record Locked() implements LoginOutcome {}

  /** Too many were refused before; this one was not looked at. */
  record Throttled(long retryAfterS) implements LoginOutcome {}
}
