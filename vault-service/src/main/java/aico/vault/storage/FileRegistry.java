package aico.vault.storage;

import aico.bus.contract.Shapes;
import aico.bus.contract.Users;
import aico.vault.MountWhen;
import aico.vault.Registry;
import aico.vault.VaultEntry;
import aico.vault.VaultException;
import aico.vault.VaultName;
import aico.vault.VaultSettings;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One file per vault, {@code <folder>/<name>.json}:
 *
 * <pre>{@code
 * {"version":5,"generation":7,"name":"diary","id":"<32 hex>","user":"owner","shared_with":["child"],
 *  "folder":"/…/vaults/diary","held":false,"mount":"unlock","idle_lock_s":0,"grace_s":0,"check_every_s":0,
 *  "hook_limit_s":10,"system_user":"","checked":"2026-03-01T12:00:00Z"}
 * }</pre>
 *
 * <p>See {@code FORMAT.md}; versions 1 to 4 are read, too.
 */
public final class FileRegistry implements Registry {
  private static final int VERSION = 5;

  /** Without {@code system_user}. */
  private static final int VERSION_BEFORE_SYSTEM_USERS = 4;

  /** Without {@code generation}. */
  private static final int VERSION_BEFORE_GENERATIONS = 3;

  /** Without {@code shared_with}. */
  private static final int VERSION_BEFORE_SHARING = 2;

  /** With {@code mount_at_unlock} and {@code when_keys_are_gone}, without settings. */
  private static final int VERSION_BEFORE_SETTINGS = 1;

  private static final String SUFFIX = ".json";

  /** In version 1 the one answer to a key-service that is gone. */
  private static final String LOCK = "lock";

  /** Nobody but the home's owner. */
  private static final String NO_SYSTEM_USER = "";

  /** Not checked yet. */
  private static final String NEVER = "never";

  private final Path folder;
  private final ObjLongConsumer<String> written;
  private final Map<VaultName, Long> generations = new ConcurrentHashMap<>();
  private volatile @Nullable Map<String, Long> atFirst;

  /** Makes {@code folder} when it is not there; tells nobody of its writes. */
  public FileRegistry(Path folder) {
    this(folder, (store, generation) -> {});
  }

  /**
   * Makes {@code folder} when it is not there.
   *
   * @param written is told after each write of an entry which generation it now has
   */
  public FileRegistry(Path folder, ObjLongConsumer<String> written) {
    this.folder = folder;
    this.written = written;
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
    if (atFirst == null) {
      Map<String, Long> found = new HashMap<>();
      entries.forEach(entry -> found.put(store(entry), generations.getOrDefault(entry.name(), 0L)));
      atFirst = Map.copyOf(found);
    }
    return entries;
  }

  /** The generations that {@link #load} found when it was first asked; null before. */
  public @Nullable Map<String, Long> generationsAtFirst() {
    return atFirst;
  }

  /** By its id: the trail tells of stores in the clear, and vaults have names. */
  private static String store(VaultEntry entry) {
    return "vaults/" + entry.id();
  }

  private List<Path> files() {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.sorted().toList();
    } catch (IOException unreadable) {
      throw new VaultException("cannot list " + folder, unreadable);
    }
  }

  private VaultEntry read(Path file) {
    StateFile state = StateFile.read(file, VERSION);
    VaultName name = state.text("name", VaultName::new);
    if (!file.getFileName().toString().equals(name + SUFFIX)) {
      throw state.refuse("name", "'%s' (expected: the file's name)".formatted(name));
    }
    generations.put(
        name,
        state.version() <= VERSION_BEFORE_GENERATIONS ? 0L : (long) state.number("generation", 1));
    String id = state.text("id", text -> Shapes.id("id", text));
    String user = state.text("user", text -> Shapes.name("user", text));
    List<String> sharedWith =
        state.version() <= VERSION_BEFORE_SHARING ? List.of() : sharedWith(state, user);
    Path folder = state.text("folder", FileRegistry::absolute);
    boolean held = state.flag("held");
    VaultSettings settings =
        state.version() == VERSION_BEFORE_SETTINGS ? before(state) : settings(state);
    Instant checked =
        state.version() == VERSION_BEFORE_SETTINGS
            ? null
            : state.text("checked", FileRegistry::instant).orElse(null);
    state.end();
    return new VaultEntry(name, id, user, sharedWith, folder, held, settings, checked);
  }

  private static List<String> sharedWith(StateFile state, String user) {
    Set<String> others = state.texts("shared_with");
    if (others.size() > Users.LIMIT
        || others.contains(user)
        || !others.stream().allMatch(other -> Shapes.NAME.matcher(other).matches())) {
      throw state.refuse(
          "shared_with", "expected: at most %d names of others".formatted(Users.LIMIT));
    }
    return List.copyOf(others);
  }

  private static VaultSettings before(StateFile state) {
    boolean mountAtUnlock = state.flag("mount_at_unlock");
    String whenGone = state.text("when_keys_are_gone", text -> text);
    if (!whenGone.equals(LOCK)) {
      throw state.refuse("when_keys_are_gone", "'%s' (expected: lock)".formatted(whenGone));
    }
    // Before there were settings, nothing was checked by itself.
    return VaultSettings.DEFAULT
        .withMount(mountAtUnlock ? MountWhen.UNLOCK : MountWhen.DEMAND)
        .withCheckEvery(Duration.ZERO);
  }

  private static VaultSettings settings(StateFile state) {
    return new VaultSettings(
        state.text("mount", FileRegistry::mountWhen),
        Duration.ofSeconds(state.number("idle_lock_s", 0)),
        Duration.ofSeconds(state.number("grace_s", 0)),
        Duration.ofSeconds(state.number("check_every_s", 0)),
        Duration.ofSeconds(state.number("hook_limit_s", 0)),
        state.version() <= VERSION_BEFORE_SYSTEM_USERS
            ? null
            : state.text("system_user", FileRegistry::systemUser).orElse(null));
  }

  @Override
  public void save(VaultEntry entry) {
    VaultSettings settings = entry.settings();
    Instant checked = entry.checked();
    String systemUser = settings.systemUser();
    int generation = Math.toIntExact(generation(entry.name()) + 1);
    ObjectNode object =
        StateFile.object(VERSION)
            .put("generation", generation)
            .put("name", entry.name().text())
            .put("id", entry.id())
            .put("user", entry.user());
    entry.sharedWith().forEach(object.putArray("shared_with")::add);
    StateFile.write(
        folder.resolve(entry.name() + SUFFIX),
        object
            .put("folder", entry.folder().toString())
            .put("held", entry.held())
            .put("mount", settings.mount().wireName())
            .put("idle_lock_s", Math.toIntExact(settings.idleLock().toSeconds()))
            .put("grace_s", Math.toIntExact(settings.grace().toSeconds()))
            .put("check_every_s", Math.toIntExact(settings.checkEvery().toSeconds()))
            .put("hook_limit_s", Math.toIntExact(settings.hookLimit().toSeconds()))
            .put("system_user", systemUser == null ? NO_SYSTEM_USER : systemUser)
            .put("checked", checked == null ? NEVER : checked.toString()));
    generations.put(entry.name(), (long) generation);
    written.accept(store(entry), generation);
  }

  private long generation(VaultName name) {
    Path file = folder.resolve(name + SUFFIX);
    if (!generations.containsKey(name) && Files.exists(file)) {
      read(file);
    }
    return generations.getOrDefault(name, 0L);
  }

  private static MountWhen mountWhen(String text) {
    return MountWhen.of(text)
        .orElseThrow(
            () -> new VaultException("'%s' (expected: unlock, demand or start)".formatted(text)));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.equals(NEVER) ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException misfit) {
      throw new VaultException("'%s' (expected: never, or an RFC 3339 time)".formatted(text));
    }
  }

  private static Optional<String> systemUser(String text) {
    return text.equals(NO_SYSTEM_USER)
        ? Optional.empty()
        : Optional.of(Shapes.systemUser("system_user", text));
  }

  private static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || !path.normalize().equals(path)) {
      throw new VaultException("'%s' (expected: an absolute path)".formatted(text));
    }
    return path;
  }
}
