package aico.vault.storage;

import aico.bus.contract.Shapes;
import aico.vault.Registry;
import aico.vault.VaultEntry;
import aico.vault.VaultException;
import aico.vault.VaultName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One file per vault, {@code <folder>/<name>.json}:
 *
 * <pre>{@code
 * {"version":1,"name":"diary","id":"<32 hex>","user":"owner","folder":"/…/vaults/diary",
 *  "held":false,"mount_at_unlock":true,"when_keys_are_gone":"lock"}
 * }</pre>
 */
public final class FileRegistry implements Registry {
  private static final int VERSION = 1;
  private static final String SUFFIX = ".json";

  /** The one answer to a key-service that is gone; a grace period for databases may come. */
  private static final String LOCK = "lock";

  private final Path folder;

  /** Makes {@code folder} when it is not there. */
  public FileRegistry(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException failed) {
      throw new VaultException("cannot make " + folder, failed);
    }
  }

  @Override
  public List<VaultEntry> load() {
    List<VaultEntry> entries = new ArrayList<>();
    for (Path file : files()) {
      if (file.toString().endsWith(SUFFIX)) {
        entries.add(read(file));
      } else if (!file.toString().endsWith(DurableFile.TEMPORARY)) {
        throw new StateFileException(file, "(file)", "no vault's entry (expected: <name>.json)");
      }
    }
    if (entries.size() > MAX_VAULTS) {
      throw new VaultException(
          "%s: %d vaults (expected: <= %d)".formatted(folder, entries.size(), MAX_VAULTS));
    }
    entries.sort(Comparator.comparing(VaultEntry::name));
    return entries;
  }

  private List<Path> files() {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.sorted().toList();
    } catch (IOException unreadable) {
      throw new VaultException("cannot list " + folder, unreadable);
    }
  }

  private static VaultEntry read(Path file) {
    StateFile state = StateFile.read(file, VERSION);
    VaultName name = state.text("name", VaultName::new);
    if (!file.getFileName().toString().equals(name + SUFFIX)) {
      throw state.refuse("name", "'%s' (expected: the file's name)".formatted(name));
    }
    String id = state.text("id", text -> Shapes.id("id", text));
    String user = state.text("user", text -> Shapes.name("user", text));
    Path folder = state.text("folder", FileRegistry::absolute);
    boolean held = state.flag("held");
    boolean mountAtUnlock = state.flag("mount_at_unlock");
    String whenGone = state.text("when_keys_are_gone", text -> text);
    if (!whenGone.equals(LOCK)) {
      throw state.refuse("when_keys_are_gone", "'%s' (expected: lock)".formatted(whenGone));
    }
    state.end();
    return new VaultEntry(name, id, user, folder, held, mountAtUnlock);
  }

  @Override
  public void save(VaultEntry entry) {
    StateFile.write(
        folder.resolve(entry.name() + SUFFIX),
        StateFile.object(VERSION)
            .put("name", entry.name().text())
            .put("id", entry.id())
            .put("user", entry.user())
            .put("folder", entry.folder().toString())
            .put("held", entry.held())
            .put("mount_at_unlock", entry.mountAtUnlock())
            .put("when_keys_are_gone", LOCK));
  }

  private static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || !path.normalize().equals(path)) {
      throw new VaultException("'%s' (expected: an absolute path)".formatted(text));
    }
    return path;
  }
}
