package aico.cli;

import aico.bus.contract.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in the bus of a home. While its credential is being changed it has a second key:
 * first the one to come, then the one that was.
 *
 * @param name such as {@code vault-service}
 * @param publicKey its CURVE key, 64 hex digits
 * @param nextKey the key it is about to take, which its peers accept already; null when none
 * @param previousKey the key it had, which its peers accept still; null when none
 */
public record Principal(
    String name,
    Role role,
    String publicKey,
    @Nullable String nextKey,
    @Nullable String previousKey) {

  /** One with a single key. */
  public Principal(String name, Role role, String publicKey) {
    this(name, role, publicKey, null, null);
  }

  /** The second key, whichever it is, or null. */
  @Nullable String otherKey() {
    return nextKey != null ? nextKey : previousKey;
  }

  /** Whether its credential is being changed. */
  public boolean isChanging() {
    return otherKey() != null;
  }

  /**
   * Whether its process may work with this key now. With the next one it does when it was started
   * after the pair was taken and before that was noted.
   */
  public boolean mayWorkWith(String key) {
    return key.equals(publicKey) || key.equals(nextKey);
  }

  /** Its peers may get to know the key to come. */
  public Principal announcing(String next) {
    return new Principal(name, role, publicKey, next, null);
  }

  /** It has another key; peers may still use the earlier one. */
  public Principal switchedTo(String key) {
    return new Principal(name, role, key, null, publicKey);
  }

  /** Only this key counts. */
  public Principal only(String key) {
    return new Principal(name, role, key);
  }
}
