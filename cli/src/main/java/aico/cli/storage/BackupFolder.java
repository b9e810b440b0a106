package aico.cli.storage;

import aico.cli.CommandFailed;
import aico.cli.SuiteService;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of backups:
 *
 * <pre>
 * 2026-11-24T09-30-00Z/   one backup, complete by itself; what did not change since the one before
 *                         is linked to it and takes no room
 *   backup.json           written last
 *   services/…            what services keep, without keys that open anything by themselves
 *   vaults/NAME/          vault.json and cipher/, as gocryptfs made it
 *   hooks/                the owner's programs around vaults
 *   trust/audit.pub
 * unfinished/             one that was interrupted, the next goes on with it
 * lock
 * </pre>
 */
public final class BackupFolder {
  private static final int VERSION = 1;
  private static final String UNFINISHED = "unfinished";
  private static final String DESCRIPTION = "backup.json";
  private static final Pattern NAME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ");
  private static final DateTimeFormatter NAMES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern TIME = Pattern.compile("[0-9TZ:.-]{20,30}");

  private final Path root;

  public BackupFolder(Path root) {
    this.root = root;
  }

  /**
   * One backup.
   *
   * @param homeId of the home it was made of
   * @param taken when it was begun, RFC 3339
   */
  public record Backup(Path folder, String homeId, String taken) {
    public Path state(SuiteService service) {
      return folder.resolve("services").resolve(service.shortName());
    }

    public Path registry() {
      return state(SuiteService.VAULT).resolve("vaults");
    }

    public Path vault(String name) {
      return folder.resolve("vaults").resolve(name);
    }

    /** The owner's own detection rules. */
    public Path rules() {
      return state(SuiteService.AUDIT).resolve("rules");
    }

    public Path hooks() {
      return folder.resolve("hooks");
    }

    public Path trust() {
      return folder.resolve("trust");
    }

    /** A folder in it, made where it is missing. */
    public Path make(String below) {
      try {
        return Files.createDirectories(folder.resolve(below));
      } catch (IOException failed) {
        throw cannot(folder, "be written", failed);
      }
    }

    /** Removes vaults that an interrupted backup copied and that are not wanted any more. */
    public void keepVaults(List<String> names) {
      Path vaults = folder.resolve("vaults");
      if (!Files.isDirectory(vaults)) {
        return;
      }
      try (Stream<Path> left = Files.list(vaults)) {
        for (Path vault : left.toList()) {
          if (!names.contains(vault.getFileName().toString())) {
            Trees.remove(vault);
          }
        }
      } catch (IOException failed) {
        throw cannot(vaults, "be cleared", failed);
      }
    }

    public Path log() {
      return state(SuiteService.AUDIT).resolve("log");
    }
  }

  /** Makes the folder where it is missing; keeps others from writing there meanwhile. */
  public HomeLock open() {
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException failed) {
      throw cannot(root, "be made", failed);
    }
    return HomeLock.tryLock(root.resolve("lock"))
        .orElseThrow(() -> CommandFailed.failed(root + ": another backup is being written there"));
  }

  /** Where the next one is written; what an interrupted one left is in it already. */
  public Backup begin(String homeId, Instant now) {
    Path folder = root.resolve(UNFINISHED);
    try {
      Files.createDirectories(folder);
    } catch (IOException failed) {
      throw cannot(folder, "be made", failed);
    }
    return new Backup(folder, homeId, now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** Makes a backup count: it is on the disk, then it gets its name. */
  public Backup finish(Backup unfinished) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("home_id", unfinished.homeId());
    json.put("taken", unfinished.taken());
    Path named = root.resolve(NAMES.format(Instant.parse(unfinished.taken())));
    try {
      Path description = unfinished.folder().resolve(DESCRIPTION);
      Files.write(description, JsonFile.bytes(json));
      for (Path synced : List.of(description, unfinished.folder())) {
        try (FileChannel channel = FileChannel.open(synced, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
      Files.move(unfinished.folder(), named, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel channel = FileChannel.open(root, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } catch (IOException failed) {
      throw cannot(named, "be made", failed);
    }
    return new Backup(named, unfinished.homeId(), unfinished.taken());
  }

  /** Complete backups, oldest first. */
  public List<Path> all() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(root)) {
      return inside
          .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .filter(path -> Files.isRegularFile(path.resolve(DESCRIPTION), LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (IOException failed) {
      throw cannot(root, "be read", failed);
    }
  }

  /** When the backup in a folder of that name was taken, RFC 3339. */
  static String taken(String folder) {
    int time = folder.indexOf('T');
    return folder.substring(0, time) + folder.substring(time).replace('-', ':');
  }

  /** The newest, or nothing. */
  public Optional<Path> newest() {
    List<Path> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /** The folder itself where it is a backup, otherwise the newest in it. */
  public Backup chosen() {
    Path folder =
        Files.exists(root.resolve(DESCRIPTION))
            ? root
            : newest()
                .orElseThrow(() -> CommandFailed.usage("DIR", root + ": holds no complete backup"));
    StrictObject json = JsonFile.read(folder.resolve(DESCRIPTION)).orElseThrow();
    json.version(VERSION);
    Backup backup = new Backup(folder, json.text("home_id", ID), json.text("taken", TIME));
    json.done();
    return backup;
  }

  /** Removes the oldest until only so many are left. */
  public int keep(int count) {
    List<Path> all = all();
    int tooMany = Math.max(0, all.size() - count);
    try {
      for (Path old : all.subList(0, tooMany)) {
        Files.deleteIfExists(old.resolve(DESCRIPTION));
        Trees.remove(old);
      }
    } catch (IOException failed) {
      throw cannot(root, "be cleared of old backups", failed);
    }
    return tooMany;
  }

  private static CommandFailed cannot(Path path, String what, IOException failed) {
    return CommandFailed.failed(path + ": cannot " + what + ": " + Reasons.of(failed));
  }
}
