package aico.cli.storage;

import aico.bus.contract.Users;
import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The registry of vault-service, one JSON file per vault, as a backup and a restore need it. */
public final class VaultEntries {
  private static final int VERSION = 5;
  private static final int VERSION_BEFORE_SYSTEM_USERS = 4;
  private static final int VERSION_BEFORE_GENERATIONS = 3;
  private static final int VERSION_BEFORE_SHARING = 2;
  private static final int VERSION_BEFORE_SETTINGS = 1;
  private static final String GENERATION = "generation";
  private static final String USER = "user";
  private static final String SYSTEM_USER = "system_user";
  private static final String SHARED_WITH = "shared_with";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern SYSTEM_USER_OR_NONE = Pattern.compile("|[a-z_][a-z0-9_-]{0,31}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern ANY = Pattern.compile(".{1,4096}");
  private static final List<String> SPANS =
      List.of("idle_lock_s", "grace_s", "check_every_s", "hook_limit_s");

  /**
   * One vault.
   *
   * @param version of the file
   * @param folder where its {@code vault.json} and {@code cipher} lie
   * @param others what is taken over as it is
   */
  public record Entry(
      int version, String name, String id, Path folder, Map<String, Object> others) {
    /** Whose it is. */
    public String owner() {
      return String.valueOf(others.get(USER));
    }

    /** Whether that user has its key. */
    public boolean isOpenTo(String user) {
      return owner().equals(user)
          || owner().equals(Users.HOUSEHOLD)
          || others.get(SHARED_WITH) instanceof List<?> shared && shared.contains(user);
    }

    /** The system user that it is mounted for; empty for the home's owner. */
    public Optional<String> systemUser() {
      return Optional.ofNullable(others.get(SYSTEM_USER))
          .map(String::valueOf)
          .filter(name -> !name.isEmpty());
    }

    /** The same vault in another place. */
    public Entry at(Path newFolder) {
      return new Entry(version, name, id, newFolder, others);
    }
  }

  private VaultEntries() {}

  /** Every vault of a registry folder, by name; none when there is no such folder. */
  public static List<Entry> read(Path registry) {
    List<Entry> entries = new ArrayList<>();
    if (!Files.isDirectory(registry)) {
      return entries;
    }
    try (Stream<Path> files = Files.list(registry)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonFile.read(file).map(VaultEntries::entry).ifPresent(entries::add);
      }
    } catch (IOException unreadable) {
      throw CommandFailed.failed(registry + ": cannot be read: " + Reasons.of(unreadable));
    }
    return entries;
  }

  private static Entry entry(StrictObject json) {
    int version = json.version(VERSION_BEFORE_SETTINGS, VERSION);
    Map<String, Object> others = new LinkedHashMap<>();
    if (version > VERSION_BEFORE_GENERATIONS) {
      others.put(GENERATION, json.number(GENERATION));
    }
    String name = json.text("name", NAME);
    String id = json.text("id", ID);
    others.put(USER, json.text(USER, NAME));
    if (version > VERSION_BEFORE_SHARING) {
      others.put(SHARED_WITH, json.texts(SHARED_WITH, NAME));
    }
    Path folder = Path.of(json.text("folder", ANY));
    others.put("held", json.flag("held"));
    if (version == VERSION_BEFORE_SETTINGS) {
      others.put("mount_at_unlock", json.flag("mount_at_unlock"));
      others.put("when_keys_are_gone", json.text("when_keys_are_gone", ANY));
    } else {
      others.put("mount", json.text("mount", NAME));
      SPANS.forEach(span -> others.put(span, json.number(span)));
      if (version > VERSION_BEFORE_SYSTEM_USERS) {
        others.put(SYSTEM_USER, json.text(SYSTEM_USER, SYSTEM_USER_OR_NONE));
      }
      others.put("checked", json.text("checked", ANY));
    }
    json.done();
    return new Entry(version, name, id, folder, others);
  }

  /** The entry as vault-service reads it. */
  public static byte[] bytes(Entry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", entry.version());
    json.put("name", entry.name());
    json.put("id", entry.id());
    json.put("folder", entry.folder().toString());
    json.putAll(entry.others());
    return JsonFile.bytes(json);
  }
}
