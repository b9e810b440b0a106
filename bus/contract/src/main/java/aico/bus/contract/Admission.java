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
   * The contract alone, because it only takes power away: no decision stands in its way, and it may
   * draw on the outbox's reserve.
   */
  REDUCES_POWER
}
