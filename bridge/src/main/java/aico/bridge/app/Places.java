package aico.bridge.app;

import java.nio.file.Path;

/**
 * Where the bridge's files are.
 *
 * @param config the folder with {@code targets.json}, which this process can read and not write
 * @param state its own folder
 */
record Places(Path config, Path state) {
  private static final String CONFIG = "aico.config";
  private static final String STATE = "aico.state";

  /** As the command line says. */
  static Places ofProcess() {
    return new Places(folder(CONFIG), folder(STATE));
  }

  private static Path folder(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException("-D" + property + " is missing");
    }
    return Path.of(value);
  }

  Path targets() {
    return config.resolve(aico.bridge.storage.TargetsFile.NAME);
  }

  Path secret(String target) {
    return config.resolve(target + ".secret");
  }

  Path ca(String target) {
    return config.resolve(target + ".ca.pem");
  }

  Path of(String target) {
    return state.resolve("targets").resolve(target);
  }
}
