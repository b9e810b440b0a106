package aico.vault;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** When a vault is mounted without anyone asking for it. */
public enum MountWhen {
  /** When its user unlocks. */
  UNLOCK,
  /** Never: only when it is asked for. */
  DEMAND,
  /** As soon as its key can be had, also where the machine starts with nobody there. */
  START;

  /** The name on the wire and on disk, lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** That of a wire name. */
  public static Optional<MountWhen> of(String wireName) {
    return Stream.of(values()).filter(when -> when.wireName().equals(wireName)).findFirst();
  }
}
