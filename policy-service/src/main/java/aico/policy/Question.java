package aico.policy;

import org.jspecify.annotations.Nullable;

/**
 * May {@code user}, acting through {@code program}, do {@code action} at {@code service}?
 *
 * @param program the principal that presented the person's token to the service
 * @param service the principal of the service that asks, from its authenticated key
 * @param action the wire name of the request, such as {@code vault.mount}
 * @param resourceType {@code vault}, {@code integrator} or {@code suite}
 * @param resource the resource's name, or null for the suite
 * @param correlation 32 hex digits that join the decision with the record of its effect
 */
public record Question(
    String user,
    String program,
    String service,
    String action,
    String resourceType,
    @Nullable String resource,
    String correlation) {

  /** The one user who owns the home. */
  public static final String OWNER = "owner";

  /** Whether the user holds the role of the owner. */
  public boolean byOwner() {
    return user.equals(OWNER);
  }
}
