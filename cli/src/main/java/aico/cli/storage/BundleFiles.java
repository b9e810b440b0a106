package aico.cli.storage;

import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

  /** SHA-256 of a bundle's file, by which a process says which one it works with. */
  public static String digest(Map<String, Object> bundle) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(JsonFile.bytes(bundle)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
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
