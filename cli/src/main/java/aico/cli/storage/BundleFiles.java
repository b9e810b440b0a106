package aico.cli.storage;

import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import java.util.Map;

/**
 * Writes {@code bundle.json} into the state folders. A service may read its bundle and not write
 * it; the folder around it is its own, though, so this guards against faults, not against a service
 * that has been taken over, which enforces nothing anyway.
 */
public final class BundleFiles {
  private static final String NAME = "bundle.json";

  private final HomeLayout home;
  private final PlacedFile files;

  public BundleFiles(HomeLayout home) {
    this.home = home;
    files = new PlacedFile(home.staging());
  }

  public void placeForService(
      SuiteService service, Map<String, Object> bundle, HomeTree.Owner user) {
    files.place(
        home.state(service).resolve(NAME),
        JsonFile.bytes(bundle),
        user.gid() == null
            ? new PlacedFile.Access(null, null, "rw-------")
            : new PlacedFile.Access(0L, user.gid(), "rw-r-----"));
  }

  /** The command's own: the owner's file in the owner's folder. */
  public void placeForOwner(Map<String, Object> bundle, HomeTree.Owner person) {
    files.place(
        home.cli().resolve(NAME),
        JsonFile.bytes(bundle),
        new PlacedFile.Access(person.uid(), person.gid(), "rw-------"));
  }
}
