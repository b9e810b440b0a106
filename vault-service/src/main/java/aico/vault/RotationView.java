package aico.vault;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a rotation is, or how the last one ended.
 *
 * @param total how much there is to copy, once counted
 * @param done how much of it the phase has dealt with
 * @param leftOut sockets and pipes, which are not copied
 * @param refused why it failed, or null
 */
public record RotationView(
    VaultName name,
    Phase phase,
    FileTrees.Size total,
    FileTrees.Size done,
    long leftOut,
    Outcome.@Nullable Refused refused) {

  /** In their order. */
  public enum Phase {
    /** There has been none since the service started. */
    NONE,
    STARTING,
    COPYING,
    VERIFYING,
    SWITCHING,
    DONE,
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static RotationView none(VaultName name) {
    FileTrees.Size nothing = new FileTrees.Size(0, 0);
    return new RotationView(name, Phase.NONE, nothing, nothing, 0, null);
  }
}
