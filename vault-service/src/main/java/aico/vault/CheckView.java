package aico.vault;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a check is, or what the last one brought.
 *
 * @param total what there is to read, once counted
 * @param look what was found, once done
 * @param refused why it failed, or null
 */
public record CheckView(
    VaultName name,
    Phase phase,
    FileTrees.Size total,
    FileTrees.Size done,
    Manifests.@Nullable Look look,
    Outcome.@Nullable Refused refused) {

  /** In their order. */
  public enum Phase {
    /** There has been none since the service started. */
    NONE,
    READING,
    DONE,
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static CheckView none(VaultName name) {
    FileTrees.Size nothing = new FileTrees.Size(0, 0);
    return new CheckView(name, Phase.NONE, nothing, nothing, null, null);
  }
}
