package aico.cli.os;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The few variables that say where a person's key storages are. key-service and its programs get
 * them, and the supervisor that starts it; nothing else does.
 */
public final class KeyStorageEnvironment {
  private static final List<String> NAMES =
      List.of(
          "DBUS_SESSION_BUS_ADDRESS",
          "XDG_RUNTIME_DIR",
          "DISPLAY",
          "WAYLAND_DISPLAY",
          "CREDENTIALS_DIRECTORY",
          "TPM2TOOLS_TCTI");

  private KeyStorageEnvironment() {}

  /** Those that this process has. */
  public static Map<String, String> ofThisProcess() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.keySet().retainAll(NAMES);
    return variables;
  }
}
