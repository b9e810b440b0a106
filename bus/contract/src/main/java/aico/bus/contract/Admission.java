package aico.bus.contract;

/** What a request needs before its handler runs. */
public enum Admission {
  /** The contract alone: the caller's principal is listed for it. */
  CONTRACT,
  /**
   * A person's token whose {@code aud} is the receiving service and whose {@code azp} is the
   * authenticated caller, and an allow from policy-service.
   */
  TOKEN,
  /**
   * As {@link #TOKEN}, and the person has proved who they are within the last five minutes (the
   * token's {@code auth_time}): for what may not be done by whoever holds a session that was left
   * open.
   */
  RECENT_PROOF,
  /**
   * The contract alone, because it only takes power away: no decision stands in its way, and it may
   * draw on the outbox's reserve.
   */
  REDUCES_POWER;

  /** Whether a person's token and a decision are needed. */
  public boolean actsForAPerson() {
    return this == TOKEN || this == RECENT_PROOF;
  }
}
