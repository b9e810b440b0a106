package aico.bus.contract;

/** The names of the principals that every home has. */
public final class Principals {
  public static final String KEY = "key-service";
  public static final String AUTH = "auth-service";
  public static final String POLICY = "policy-service";
  public static final String AUDIT = "audit-service";
  public static final String VAULT = "vault-service";
  public static final String CLI = "cli";

  /** Integrators are {@code integrator/<name>}; audit-service keeps them. */
  public static final String INTEGRATOR_PREFIX = "integrator/";

  private Principals() {}
}
