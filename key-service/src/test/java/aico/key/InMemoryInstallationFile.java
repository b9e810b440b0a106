package aico.key;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The record of an installation without a disk. */
public final class InMemoryInstallationFile implements InstallationFile {
  private @Nullable Installation kept;

  @Override
  public Optional<Installation> read() {
    return Optional.ofNullable(kept);
  }

  @Override
  public void write(Installation installation) {
    kept = installation;
  }
}
