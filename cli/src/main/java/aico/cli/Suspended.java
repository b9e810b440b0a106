package aico.cli;

/**
 * Something that a restore brought back and that is not in force until the owner confirms it.
 *
 * @param kind {@code integrator}, {@code bridge} or {@code response}
 * @param name of the integrator, of the bridge's target, or of the rule
 * @param grant how an integrator is told names, or what is done about a rule's alerts; empty for a
 *     target
 */
public record Suspended(String kind, String name, String grant) {
  public static final String INTEGRATOR = "integrator";
  public static final String BRIDGE = "bridge";
  public static final String RESPONSE = "response";

  /** In words. */
  public String text() {
    return switch (kind) {
      case INTEGRATOR -> "integrator %s (%s)".formatted(name, grant);
      case RESPONSE -> "response to %s: %s".formatted(name, grant);
      default -> "target %s of the bridge".formatted(name);
    };
  }
}
