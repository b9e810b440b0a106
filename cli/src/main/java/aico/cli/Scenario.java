package aico.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What happens in a made-up home; the same seed makes the same events. */
public enum Scenario {
  /** A person comes and goes. */
  QUIET,
  /** Now and then somebody guesses the password, until an alert says so. */
  BRUTE_FORCE,
  /** Much of everything. */
  BUSY_DAY;

  private static final List<String> VAULTS = List.of("home", "diary", "photos", "letters");
  private static final List<String> PEOPLE = List.of("owner", "child", "grandma");

  /**
   * An event to be.
   *
   * @param code of the catalogue
   * @param severity by OCSF's number
   */
  public record Deed(String code, String program, String user, String vault, int severity) {}

  /** The scenario's name on a command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The events, one after the other, without an end. */
  public Course course(long seed) {
    return new Course(new Random(seed));
  }

  /** A scenario under way. */
  public final class Course {
    private final Random random;
    private final Deque<Deed> planned = new ArrayDeque<>();

    private Course(Random random) {
      this.random = random;
      deed("service.started", "cli", "owner", 1);
    }

    public Deed next() {
      while (planned.isEmpty()) {
        switch (Scenario.this) {
          case QUIET -> session("owner", 1);
          case BRUTE_FORCE -> {
            if (random.nextInt(4) == 0) {
              guessing();
            } else {
              session("owner", 1 + random.nextInt(3));
            }
          }
          case BUSY_DAY -> busy();
        }
      }
      return planned.removeFirst();
    }

    private void session(String user, int deeds) {
      deed("key.unlocked", "cli", user, 1);
      deed("auth.login", "cli", user, 1);
      deed("token.issued", "cli", user, 1);
      for (int i = 0; i < deeds; i++) {
        deed("decision.allowed", "cli", user, 1);
        deed("vault.mounted", "cli", user, 1);
        deed("vault.unmounted", "cli", user, 1);
      }
      deed("key.locked", "cli", user, 1);
      deed("auth.logout", "cli", user, 1);
    }

    private void guessing() {
      String user = pick(PEOPLE);
      int guesses = 10 + random.nextInt(30);
      for (int i = 0; i < guesses; i++) {
        deed("auth.login_failed", "cli", user, 3);
      }
      deed("peer.refused", "key-service", user, 3);
      deed("alert.raised", "audit-service", user, 4);
      deed("key.locked", "cli", user, 1);
    }

    private void busy() {
      switch (random.nextInt(8)) {
        case 0 -> deed("decision.denied", "cli", pick(PEOPLE), 3);
        case 1 -> deed("vault.checked", "vault-service", "owner", 1);
        case 2 -> deed("vault.damage_found", "vault-service", "owner", 4);
        case 3 -> deed("integrator.added", "cli", "owner", 2);
        case 4 -> guessing();
        default -> session(pick(PEOPLE), 1 + random.nextInt(5));
      }
    }

    private void deed(String code, String program, String user, int severity) {
      planned.addLast(new Deed(code, program, user, pick(VAULTS), severity));
    }

    private String pick(List<String> some) {
      return some.get(random.nextInt(some.size()));
    }
  }
}
