package aico.vault;

import java.util.List;

/** Finds nothing and keeps nothing. */
final class NoManifests implements Manifests {
  private static final Look NOTHING = new Look(null, List.of(), 0, 0, 0, 0);

  @Override
  public void opened(VaultEntry entry) {}

  @Override
  public boolean isDue(VaultEntry entry) {
    return false;
  }

  @Override
  public Look seal(VaultEntry entry, FileTrees.Watch watch) {
    return NOTHING;
  }

  @Override
  public Look look(VaultEntry entry, Sight sight) {
    return NOTHING;
  }

  @Override
  public Look check(VaultEntry entry, FileTrees.Watch watch) {
    return NOTHING;
  }

  @Override
  public Look accept(VaultEntry entry, FileTrees.Watch watch) {
    return NOTHING;
  }

  @Override
  public void forget(VaultEntry entry) {}
}
