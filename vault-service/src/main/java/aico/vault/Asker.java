package aico.vault;

import org.jspecify.annotations.Nullable;

/**
 * For whom something happens; it is recorded with it.
 *
 * @param principal the caller, or null when the service acts by itself
 * @param user the person, or null
 * @param correlation of the request, or null
 * @param why such as {@code request}, {@code unlock}, {@code lock}, {@code key-service silent}
 */
public record Asker(
    @Nullable String principal, @Nullable String user, @Nullable String correlation, String why) {

  /** The service itself. */
  public static Asker self(String why) {
    return new Asker(null, null, null, why);
  }
}
