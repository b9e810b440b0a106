package aico.bus.connector;

/** A token that does not hold. Neither rule nor message has a part of the token in it. */
public final class TokenRefused extends ConnectorException {
  private final String rule;

  /**
   * Names the check that failed.
   *
   * @param rule such as {@code token-audience}
   * @param message for people
   */
  public TokenRefused(String rule, String message) {
    super(message);
    this.rule = rule;
  }

  /** The check that failed, such as {@code token-audience}. */
  public String rule() {
    return rule;
  }
}
