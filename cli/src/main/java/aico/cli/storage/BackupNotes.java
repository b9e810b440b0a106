package aico.cli.storage;

import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code backups.json} in the home: where backups of it were written to, the one used last at the
 * end, so that a rotation can name those that still open with what it replaced.
 *
 * <pre>{"version": 1, "folders": [{"dir": "/media/disk/aico", "last": "2026-11-24T09:30:00Z"}]}
 * </pre>
 */
public final class BackupNotes {
  private static final int VERSION = 1;
  private static final Pattern DIR = Pattern.compile("/.{0,4095}");
  private static final Pattern TIME = Pattern.compile("[0-9TZ:.-]{20,30}");

  /** Disks in rotation are a handful; more are forgotten, the oldest first. */
  static final int FOLDERS_MAX = 32;

  private static final PlacedFile.Access OWN = new PlacedFile.Access(null, null, "rw-------");

  private final Path file;
  private final PlacedFile placed;

  public BackupNotes(HomeLayout home) {
    file = home.backupNotes();
    placed = new PlacedFile(home.staging());
  }

  private record Folder(String dir, String last) {}

  /** Notes a backup that was just made. */
  public void add(Path dir, String taken) {
    List<Folder> folders = new ArrayList<>(read());
    folders.removeIf(folder -> folder.dir().equals(dir.toString()));
    folders.add(new Folder(dir.toString(), taken));
    while (folders.size() > FOLDERS_MAX) {
      folders.removeFirst();
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put(
        "folders",
        folders.stream().map(each -> Map.of("dir", each.dir(), "last", each.last())).toList());
    placed.place(file, JsonFile.bytes(json), OWN);
  }

  /**
   * Each folder with the dates of the backups in it; of one that is not there, such as on a disk
   * that lies in a drawer, the last date that is known.
   */
  public List<String> inWords() {
    return read().stream().map(BackupNotes::words).toList();
  }

  /** The same; where it cannot be read, why, for what was changed holds all the same. */
  public List<String> told() {
    try {
      return inWords();
    } catch (CommandFailed unknown) {
      return List.of(String.valueOf(unknown.getMessage()));
    }
  }

  private static String words(Folder folder) {
    List<String> there = datesIn(Path.of(folder.dir()));
    return there.isEmpty()
        ? folder.dir() + " (not there now): the last on " + folder.last()
        : folder.dir() + ": " + String.join(", ", there);
  }

  private static List<String> datesIn(Path dir) {
    try {
      return new BackupFolder(dir)
          .all().stream().map(path -> BackupFolder.taken(path.getFileName().toString())).toList();
    } catch (CommandFailed unreadable) {
      return List.of();
    }
  }

  private List<Folder> read() {
    return JsonFile.read(file)
        .map(json -> {
          json.version(VERSION);
          List<Folder> folders =
              json.objects("folders").stream()
                  .map(each -> {
                    Folder folder = new Folder(each.text("dir", DIR), each.text("last", TIME));
                    each.done();
                    return folder;
                  })
                  .toList();
          json.done();
          return folders;
        })
        .orElse(List.of());
  }
}
