package aico.bus.contract;

import java.util.Locale;

/**
 * What a service does by itself about an alert, where the owner chose it for the alert's rule. Each
 * only takes power away.
 */
public enum AlertResponse {
  /** vault-service locks everything of whoever chose it, as by {@code aico lock}. */
  LOCK,
  /** auth-service ends the sessions that the alert is about. */
  REVOKE_SESSION;

  /** The name on the wire and in the trail: {@code lock}, {@code revoke-session}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
