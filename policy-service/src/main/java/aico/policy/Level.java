package aico.policy;

import java.util.Optional;

/** The three levels of the suite: what a resource belongs to, and what a program may be part of. */
public enum Level {
  /**
   * The suite itself: integrators, users, configuration, and the programs that the owner
   * administers.
   */
  SYSTEM("system"),
  /** What people keep: vaults. */
  USER_DATA("user-data"),
  /** Modules of third parties. */
  PLUGIN("plugin");

  private static final String MODULE_PREFIX = "module/";

  private final String id;

  Level(String id) {
    this.id = id;
  }

  /** The level's id in policies. */
  public String id() {
    return id;
  }

  /**
   * The level of a program, by its authenticated principal; empty for one that acts for nobody,
   * such as a service or an integrator.
   */
  public static Optional<Level> ofProgram(String principal) {
    if (principal.equals("cli")) {
      return Optional.of(SYSTEM);
    }
    return principal.startsWith(MODULE_PREFIX) ? Optional.of(PLUGIN) : Optional.empty();
  }

  /** The level that resources of a type belong to; empty for a type that no policy knows. */
  public static Optional<Level> ofResource(String resourceType) {
    return switch (resourceType) {
      case "vault" -> Optional.of(USER_DATA);
      case "integrator", "user", "suite" -> Optional.of(SYSTEM);
      default -> Optional.empty();
    };
  }
}
