package aico.vault.app;

import aico.bus.connector.Boot;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundleException;
import aico.vault.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * The settings {@code vaults}, {@code mounts}, {@code mounts_for}, {@code owner_uid}, {@code
 * owner_gid} and {@code allow_other} of the bundle. What does not fit is a {@link BundleException}
 * with file and field.
 */
final class PlacesSettings {
  private static final Map<String, Boolean> FLAGS = Map.of("true", true, "false", false);

  private final Boot boot;

  PlacesSettings(Boot boot) {
    this.boot = boot;
  }

  Places read() {
    return new Places(
        setting("vaults", PlacesSettings::folder),
        setting("mounts", PlacesSettings::folder),
        setting("mounts_for", PlacesSettings::folder),
        setting("owner_uid", PlacesSettings::id),
        setting("owner_gid", PlacesSettings::id),
        setting("allow_other", PlacesSettings::flag));
  }

  private <T> T setting(String name, Function<String, T> shape) {
    String value = boot.setting(name);
    try {
      return shape.apply(value);
    } catch (IllegalArgumentException misfit) {
      throw new BundleException(
          boot.stateFolder().resolve(Bundle.FILE),
          "settings." + name,
          "'%s' (expected: %s)".formatted(value, misfit.getMessage()));
    }
  }

  /** Its real path, since that is what the kernel's mount table shows. */
  private static Path folder(String text) {
    try {
      Path folder = Path.of(text);
      if (folder.isAbsolute() && Files.isDirectory(folder)) {
        return folder.toRealPath();
      }
    } catch (IOException unreadable) {
      // Told below, like a missing one.
    }
    throw new IllegalArgumentException("the absolute path of a folder");
  }

  private static int id(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("a number from 0 to 999999999");
    }
    return Integer.parseInt(text);
  }

  private static boolean flag(String text) {
    Boolean flag = FLAGS.get(text);
    if (flag == null) {
      throw new IllegalArgumentException("true or false");
    }
    return flag;
  }
}
