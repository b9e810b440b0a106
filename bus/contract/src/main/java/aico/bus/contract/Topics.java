package aico.bus.contract;

/** The names of the topics; {@code deploy/topology.yaml} gives each its kind, owner and roles. */
public final class Topics {
  public static final String KEY_REQUESTS = "key.requests";
  public static final String KEY_EVENTS = "key.events";
  public static final String AUTH_REQUESTS = "auth.requests";
  public static final String AUTH_EVENTS = "auth.events";
  public static final String POLICY_REQUESTS = "policy.requests";
  public static final String POLICY_EVENTS = "policy.events";
  public static final String VAULT_REQUESTS = "vault.requests";
  public static final String VAULT_EVENTS = "vault.events";
  public static final String AUDIT_RECORDS = "audit.records";
  public static final String AUDIT_REQUESTS = "audit.requests";
  public static final String AUDIT_STREAM = "audit.stream";
  public static final String AUDIT_LIVE = "audit.live";
  public static final String AUDIT_ALERTS = "audit.alerts";

  private Topics() {}
}
