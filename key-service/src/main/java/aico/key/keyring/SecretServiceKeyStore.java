package aico.key.keyring;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretChild;
import aico.key.KeyException;
import aico.key.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Secret Service of a Linux desktop (freedesktop.org Secret Service API 0.2: GNOME Keyring,
 * KWallet, KeePassXC), through libsecret's own command, secret-tool(1): the key goes through pipes
 * from and into locked memory, while the D-Bus libraries for Java would have it on the heap.
 *
 * <p>An item has the attributes {@code application=aico-security} and {@code installation-key=<key
 * id>}, and the key as 64 hex digits. It lies under the password of the login: whoever has the
 * disk, or the machine switched off, has to guess that.
 */
public final class SecretServiceKeyStore implements KeyStore {
  public static final String NAME = "secret-service";

  /** A locked keyring asks its person; that is waited for this long. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String TOOL = "secret-tool";
  private static final String BUS = "DBUS_SESSION_BUS_ADDRESS";
  private static final String NO_SUCH_KEY = "none";

  private final Map<String, String> variables = new HashMap<>();

  /**
   * A store on a session bus.
   *
   * @param environment of which only where the session is counts
   */
  public SecretServiceKeyStore(Map<String, String> environment) {
    for (String variable : List.of(BUS, "XDG_RUNTIME_DIR", "HOME", "DISPLAY", "WAYLAND_DISPLAY")) {
      String value = environment.get(variable);
      if (value != null) {
        variables.put(variable, value);
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Facts facts() {
    return new Facts(true, true, true, false);
  }

  @Override
  public Optional<String> fault() {
    if (!variables.containsKey(BUS)) {
      return Optional.of("key-service's user has no desktop session (no " + BUS + ")");
    }
    try (SecretChild.Ended ended = lookup(NO_SUCH_KEY)) {
      if (ended.code() == SecretChild.Ended.NOT_THERE) {
        return Optional.of(TOOL + " is not installed (apt-get install libsecret-tools)");
      }
      return isNothing(ended)
          ? Optional.empty()
          : Optional.of("no Secret Service answers: " + ended.complaint());
    }
  }

  /** It says nothing at all then, and ends with 1. */
  private static boolean isNothing(SecretChild.Ended ended) {
    return ended.code() == 1 && ended.complaint().isEmpty() && ended.output().sizeBytes() == 0;
  }

  @Override
  public Optional<SecretBytes> read(String keyId) {
    try (SecretChild.Ended ended = lookup(keyId)) {
      if (isNothing(ended)) {
        return Optional.empty();
      }
      if (!ended.ok()) {
        throw new KeyException("Secret Service: " + ended.complaint());
      }
      return Optional.of(Hex.decodeLine(ended.output()));
    } catch (IllegalArgumentException notHex) {
      throw new KeyException("Secret Service: the item of this key holds something else");
    }
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    Optional<SecretBytes> there = read(keyId);
    if (there.isPresent()) {
      there.get().close();
      throw new KeyException("Secret Service: has that key (a key is never overwritten)");
    }
    try (SecretChild.Ended ended =
        tool(key, keyId, "store", "--label=AICO Security installation key " + keyId)) {
      if (!ended.ok()) {
        throw new KeyException("Secret Service: " + ended.complaint());
      }
    }
  }

  @Override
  public void remove(String keyId) {
    try (SecretChild.Ended ended = tool(null, keyId, "clear")) {
      if (!ended.ok() && !isNothing(ended)) {
        throw new KeyException("Secret Service: " + ended.complaint());
      }
    }
    Optional<SecretBytes> left = read(keyId);
    if (left.isPresent()) {
      left.get().close();
      throw new KeyException("Secret Service: the key is still there");
    }
  }

  private SecretChild.Ended lookup(String keyId) {
    return tool(null, keyId, "lookup");
  }

  private SecretChild.Ended tool(@Nullable SecretBytes input, String keyId, String... command) {
    List<String> line = new ArrayList<>();
    line.add(TOOL);
    line.addAll(Arrays.asList(command));
    line.addAll(List.of("application", "aico-security", "installation-key", keyId));
    return SecretChild.run(LIMIT, variables, input, line);
  }
}
