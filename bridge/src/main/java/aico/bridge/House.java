package aico.bridge;

import java.util.Map;
import java.util.TreeMap;

/**
 * What Home Assistant shows: which vaults are open, and whether there was a finding lately. It
 * follows from the events alone.
 *
 * @param vaults by name, whether each is open
 * @param findingAtMs when the last finding was, milliseconds since 1970; 0 for none
 * @param finding in a sentence
 */
public record House(Map<String, Boolean> vaults, long findingAtMs, String finding) {
  /** Nothing is known. */
  public static final House EMPTY = new House(Map.of(), 0, "");

  /** Nobody says that a finding is settled, so it shows for a day. */
  static final long FINDING_SHOWS_MS = 24 * 3_600_000L;

  /** More vaults than anyone has; a flood of names must not fill the broker. */
  static final int VAULTS_MAX = 200;

  private static final String VAULT_SERVICE = "vault-service";

  /** Keeps it over restarts. */
  public interface Store {
    House read();

    void save(House house);
  }

  public House {
    vaults = Map.copyOf(vaults);
  }

  /** Whether an event changes what is shown. */
  public static boolean concerns(Event event) {
    return switch (event.code()) {
      case "vault.created", "vault.mounted", "vault.unmounted" -> true;
      case "service.started" -> event.producer().equals(VAULT_SERVICE);
      default -> event.isFinding();
    };
  }

  /** What is shown after that event. */
  public House after(Event event) {
    return switch (event.code()) {
      case "vault.created" -> event.success() ? with(event.resource(), false) : this;
      case "vault.mounted" -> event.success() ? with(event.resource(), true) : this;
      case "vault.unmounted" -> event.success() ? with(event.resource(), false) : this;
      // vault-service begins with nothing mounted, and ends what a killed one left.
      case "service.started" -> event.producer().equals(VAULT_SERVICE) ? allLocked() : this;
      default -> event.isFinding() ? new House(vaults, event.timeMs(), event.sentence()) : this;
    };
  }

  private House with(String vault, boolean open) {
    if (!vault.matches("[a-z0-9][a-z0-9-]{0,62}")
        || !vaults.containsKey(vault) && vaults.size() >= VAULTS_MAX) {
      return this;
    }
    Map<String, Boolean> more = new TreeMap<>(vaults);
    more.put(vault, open);
    return new House(more, findingAtMs, finding);
  }

  private House allLocked() {
    Map<String, Boolean> locked = new TreeMap<>(vaults);
    locked.replaceAll((name, open) -> false);
    return new House(locked, findingAtMs, finding);
  }

  /** Whether there was a finding within a day. */
  public boolean hasProblem(long nowMs) {
    return findingAtMs > 0 && nowMs - findingAtMs < FINDING_SHOWS_MS;
  }
}
