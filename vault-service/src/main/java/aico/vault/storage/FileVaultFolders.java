package aico.vault.storage;

import aico.bus.contract.Shapes;
import aico.vault.Outcome.Reason;
import aico.vault.Places;
import aico.vault.VaultEntry;
import aico.vault.VaultException;
import aico.vault.VaultFolders;
import aico.vault.VaultLayout;
import aico.vault.VaultName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Vault folders in the file system. A folder's {@code vault.json} says whose it is. */
public final class FileVaultFolders implements VaultFolders {
  private static final int VERSION = 1;

  private final Places places;
  private final Ciphertexts ciphertexts = new Ciphertexts();

  public FileVaultFolders(Places places) {
    this.places = places;
  }

  @Override
  public Found inspect(VaultEntry entry) {
    VaultLayout layout = entry.layout();
    if (!Files.isDirectory(layout.folder(), LinkOption.NOFOLLOW_LINKS)) {
      return new Found.Absent("%s is not there, or may not be entered".formatted(layout.folder()));
    }
    if (!Files.exists(layout.identity())) {
      return new Found.Absent("%s holds no vault".formatted(layout.folder()));
    }
    try {
      String found = readIdentity(layout).id();
      if (!found.equals(entry.id())) {
        return new Found.Absent("%s holds another vault".formatted(layout.folder()));
      }
    } catch (VaultException damaged) {
      return new Found.Damaged(String.valueOf(damaged.getMessage()));
    }
    if (!Files.isRegularFile(
        layout.cipher().resolve("gocryptfs.conf"), LinkOption.NOFOLLOW_LINKS)) {
      return new Found.Damaged("%s/gocryptfs.conf is missing".formatted(layout.cipher()));
    }
    return new Found.Ready();
  }

  @Override
  public Claim claim(VaultName name, @Nullable Path at, String newId) {
    Path named = at == null ? places.vaults() : at;
    try {
      Path parent = named.toRealPath();
      if (!Files.isDirectory(parent)) {
        return refuse(Reason.USAGE, "at", "%s: not a folder".formatted(parent));
      }
      if (parent.startsWith(places.mounts())) {
        return refuse(Reason.USAGE, "at", "%s: lies in a mounted vault".formatted(parent));
      }
      return claimFolder(parent.resolve(name.text()), name, newId);
    } catch (AccessDeniedException denied) {
      return refuse(
          Reason.FAILED,
          "at",
          "%s: vault-service's user may not write there; make an empty folder %s that belongs to it"
              .formatted(denied.getFile(), name));
    } catch (IOException missing) {
      return refuse(Reason.USAGE, "at", "%s: there is no such folder".formatted(named));
    }
  }

  private Claim claimFolder(Path folder, VaultName name, String newId) throws IOException {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      DurableFile.syncParent(folder);
    } catch (FileAlreadyExistsException exists) {
      if (!isOwnFolder(folder)) {
        return refuse(
            Reason.FAILED, "name", "%s: exists and is not vault-service's".formatted(folder));
      }
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    VaultLayout layout = new VaultLayout(folder);
    if (Files.exists(layout.identity())) {
      Identity identity = readIdentity(layout);
      return identity.name().equals(name)
          ? claimed(layout, identity.id())
          : refuse(Reason.FAILED, "name", "%s: holds another vault".formatted(folder));
    }
    if (!isEmptyButForAside(layout)) {
      return refuse(Reason.FAILED, "name", "%s: not empty".formatted(folder));
    }
    StateFile.write(
        layout.identity(), StateFile.object(VERSION).put("name", name.text()).put("id", newId));
    return claimed(layout, newId);
  }

  private static Claim claimed(VaultLayout layout, String id) {
    return new Claim.Claimed(layout, id, Files.exists(layout.cipher(), LinkOption.NOFOLLOW_LINKS));
  }

  /** Who owns it, seen without trusting a name: a new folder of ours has the same owner. */
  private static boolean isOwnFolder(Path folder) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)
            .equals(Files.getOwner(Path.of("/proc/self")));
  }

  private static boolean isEmptyButForAside(VaultLayout layout) throws IOException {
    Path aside =
        layout.identity().resolveSibling(layout.identity().getFileName() + DurableFile.TEMPORARY);
    try (Stream<Path> inside = Files.list(layout.folder())) {
      return inside.allMatch(aside::equals);
    }
  }

  private record Identity(VaultName name, String id) {}

  private static Identity readIdentity(VaultLayout layout) {
    StateFile state = StateFile.read(layout.identity(), VERSION);
    VaultName name = state.text("name", VaultName::new);
    String id = state.text("id", text -> Shapes.id("id", text));
    state.end();
    return new Identity(name, id);
  }

  private static Claim refuse(Reason reason, String field, String message) {
    return new Claim.Refused(reason, field, message);
  }

  @Override
  public void stage(VaultLayout layout) {
    ciphertexts.stage(layout);
  }

  @Override
  public void makeFiles(Path mountPoint) {
    ciphertexts.makeFiles(mountPoint);
  }

  @Override
  public void publish(VaultLayout layout) {
    ciphertexts.publish(layout);
  }

  @Override
  public void unstage(VaultLayout layout) {
    ciphertexts.unstage(layout);
  }
}
