package aico.vault.storage;

import aico.bus.contract.Shapes;
import aico.vault.FileTrees;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Vault folders in the file system. A folder's {@code vault.json} says whose it is. */
public final class FileVaultFolders implements VaultFolders {
  private static final int VERSION = 2;

  /** Without {@code epoch} and {@code switching}. */
  private static final int VERSION_BEFORE_ROTATION = 1;

  private final Places places;
  private final Ciphertexts ciphertexts;

  public FileVaultFolders(Places places, FileTrees trees) {
    this.places = places;
    ciphertexts = new Ciphertexts(trees);
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
    Identity identity;
    try {
      identity = readIdentity(layout);
      if (!identity.id().equals(entry.id())) {
        return new Found.Absent("%s holds another vault".formatted(layout.folder()));
      }
      if (identity.switching()) {
        finishSwitch(layout, identity);
      }
    } catch (VaultException damaged) {
      return new Found.Damaged(String.valueOf(damaged.getMessage()));
    }
    if (!Files.isRegularFile(
        layout.cipher().resolve("gocryptfs.conf"), LinkOption.NOFOLLOW_LINKS)) {
      return new Found.Damaged("%s/gocryptfs.conf is missing".formatted(layout.cipher()));
    }
    return new Found.Ready(identity.epoch());
  }

  @Override
  public Instant made(VaultLayout layout) {
    try {
      return Files.getLastModifiedTime(layout.cipher().resolve("gocryptfs.conf")).toInstant();
    } catch (IOException unknown) {
      return Instant.EPOCH;
    }
  }

  @Override
  public Claim claim(VaultName name, @Nullable Path at, String newId) {
    Path named = at == null ? places.vaults() : at;
    try {
      Path parent = named.toRealPath();
      if (!Files.isDirectory(parent)) {
        return refuse(Reason.USAGE, "at", "%s: not a folder".formatted(parent));
      }
      if (parent.startsWith(places.mounts()) || parent.startsWith(places.mountsFor())) {
        return refuse(Reason.USAGE, "at", "%s: lies in a mounted vault".formatted(parent));
      }
      return claimFolder(parent.resolve(name.text()), name, newId);
    } catch (AccessDeniedException denied) {
      return refuse(
          Reason.FAILED,
          "at",
          "%s: vault-service's user may not write there; make an empty folder %s that belongs to it"
              .formatted(denied.getFile(), name));
    } catch (NoSuchFileException missing) {
      return refuse(Reason.USAGE, "at", "%s: there is no such folder".formatted(named));
    } catch (IOException failed) {
      return refuse(
          Reason.FAILED,
          "at",
          "%s: no folder %s can be made there: %s".formatted(named, name, failed.getMessage()));
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
    write(layout, new Identity(name, newId, 1, false));
    return claimed(layout, newId);
  }

  @Override
  public Claim claimCiphertext(VaultName name, Path at, String newId) {
    VaultLayout layout = new VaultLayout(at.resolve(name.text()));
    try {
      if (!isOwnFolder(layout.folder()) || !isOwnFolder(layout.cipher())) {
        return refuse(
            Reason.FAILED, "at", "%s: not vault-service's to take up".formatted(layout.cipher()));
      }
      if (!Files.isRegularFile(
          layout.cipher().resolve("gocryptfs.conf"), LinkOption.NOFOLLOW_LINKS)) {
        return refuse(
            Reason.FAILED, "at", "%s: holds no gocryptfs.conf".formatted(layout.cipher()));
      }
      if (Files.exists(layout.identity())) {
        Identity identity = readIdentity(layout);
        return identity.name().equals(name)
            ? claimed(layout, identity.id())
            : refuse(Reason.FAILED, "name", "%s: is another vault".formatted(layout.folder()));
      }
      Files.setPosixFilePermissions(layout.cipher(), PosixFilePermissions.fromString("rwx--x--x"));
      write(layout, new Identity(name, newId, 1, false));
      return claimed(layout, newId);
    } catch (IOException missing) {
      return refuse(Reason.USAGE, "at", "%s: there is no such folder".formatted(layout.cipher()));
    }
  }

  @Override
  public void gatherFiles(Path mountPoint) {
    ciphertexts.gatherFiles(mountPoint);
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

  /**
   * What {@code vault.json} says.
   *
   * @param switching the new ciphertext is about to take the old one's place
   */
  private record Identity(VaultName name, String id, int epoch, boolean switching) {}

  private static void write(VaultLayout layout, Identity identity) {
    StateFile.write(
        layout.identity(),
        StateFile.object(VERSION)
            .put("name", identity.name().text())
            .put("id", identity.id())
            .put("epoch", identity.epoch())
            .put("switching", identity.switching()));
  }

  private static Identity readIdentity(VaultLayout layout) {
    StateFile state = StateFile.read(layout.identity(), VERSION);
    VaultName name = state.text("name", VaultName::new);
    String id = state.text("id", text -> Shapes.id("id", text));
    boolean rotates = state.version() > VERSION_BEFORE_ROTATION;
    int epoch = rotates ? state.number("epoch", 1) : 1;
    boolean switching = rotates && state.flag("switching");
    state.end();
    return new Identity(name, id, epoch, switching);
  }

  private static Claim refuse(Reason reason, String field, String message) {
    return new Claim.Refused(reason, field, message);
  }

  @Override
  public void stage(VaultLayout layout) {
    ciphertexts.stage(layout);
  }

  @Override
  public boolean stageAgain(VaultLayout layout) {
    return ciphertexts.stageAgain(layout);
  }

  @Override
  public void switchTo(VaultEntry entry, int epoch) {
    Identity identity = new Identity(entry.name(), entry.id(), epoch, true);
    write(entry.layout(), identity);
    finishSwitch(entry.layout(), identity);
  }

  private void finishSwitch(VaultLayout layout, Identity identity) {
    ciphertexts.exchange(layout);
    write(layout, new Identity(identity.name(), identity.id(), identity.epoch(), false));
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
