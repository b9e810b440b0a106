package aico.bus.connector;

import aico.bus.zmq.Bundle;
import java.nio.file.Path;

/**
 * How this process was started. In training (see {@code app.Training}) everything is a throwaway:
 * state folder, bundle, keys and peers; start-up code that needs real state returns early then, and
 * handlers may answer with any error.
 */
public final class Boot {
  private final Path stateFolder;
  private final Bundle bundle;
  private final boolean training;

  public Boot(Path stateFolder, Bundle bundle, boolean training) {
    this.stateFolder = stateFolder;
    this.bundle = bundle;
    this.training = training;
  }

  /** Whether this process only trains an AOT cache and ends by itself. */
  public boolean training() {
    return training;
  }

  /** This principal's own folder, 0700. */
  public Path stateFolder() {
    return stateFolder;
  }

  /** Who this process is, such as {@code vault-service}. */
  public String principal() {
    return bundle.principal();
  }

  /**
   * A setting from the bundle as it was at start.
   *
   * @throws aico.bus.zmq.BundleException naming it, when it is missing
   */
  public String setting(String name) {
    return bundle.setting(stateFolder, name);
  }

  /** A setting from the bundle as it was at start, or {@code otherwise} when it is missing. */
  public String setting(String name, String otherwise) {
    return bundle.settings().getOrDefault(name, otherwise);
  }
}
