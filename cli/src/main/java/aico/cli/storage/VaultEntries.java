package aico.cli.storage;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The registry of vault-service, one JSON file per vault, as a backup and a restore need it. */
public final class VaultEntries {
  private static final int VERSION = 1;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern ANY = Pattern.compile(".{1,4096}");

  /**
   * One vault.
   *
   * @param folder where its {@code vault.json} and {@code cipher} lie
   * @param others what is taken over as it is
   */
  public record Entry(String name, String id, Path folder, Map<String, Object> others) {
    /** The same vault in another place. */
    public Entry at(Path newFolder) {
      return new Entry(name, id, newFolder, others);
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
    json.version(VERSION);
    Map<String, Object> others = new LinkedHashMap<>();
    String name = json.text("name", NAME);
    String id = json.text("id", ID);
    others.put("user", json.text("user", NAME));
    Path folder = Path.of(json.text("folder", ANY));
    others.put("held", json.flag("held"));
    others.put("mount_at_unlock", json.flag("mount_at_unlock"));
    others.put("when_keys_are_gone", json.text("when_keys_are_gone", ANY));
    json.done();
    return new Entry(name, id, folder, others);
  }

  /** The entry as vault-service reads it. */
  public static byte[] bytes(Entry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("name", entry.name());
    json.put("id", entry.id());
    json.put("folder", entry.folder().toString());
    json.putAll(entry.others());
    return JsonFile.bytes(json);
  }
}
