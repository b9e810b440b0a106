package aico.key.storage;

import aico.bus.crypto.SecretBytes;
import aico.bus.zmq.SpareFile;
import aico.key.FirstLaunchFile;
import aico.key.HeldFile;
import aico.key.Installation;
import aico.key.InstallationFile;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.KeyFiles;
import aico.key.KeyMoveFile;
import aico.key.KeyPlace;
import aico.key.SealedFiles;
import aico.key.SlotTestFile;
import aico.key.StateFileException;
import aico.key.ThrottleFile;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state folder of key-service: reads, checks and replaces its files. */
public final class StateFiles implements SealedFiles, AutoCloseable {
  static final int VERSION = 1;
  static final String KEYS_FOLDER = "keys";
  static final String INSTALLATION = "installation.json";

  /** Those beside the key files, none of which has to be there but the first. */
  private static final List<String> SEALED =
      List.of(INSTALLATION, "throttle.json", "recovery.json", "held.json", "move.json");

  /** Those that are written on a full disk, too, for a lock and for an unlock, and their limit. */
  private static final List<String> SPARED = List.of("throttle.json", "held.json");

  private static final int SPARED_LIMIT_BYTES = 8 * 1024;

  /** What stood for all spares once. */
  private static final String FORMER_RESERVE = "reserve";

  /** A thousand vaults take a quarter of it. */
  static final int SIZE_LIMIT_BYTES = 1024 * 1024;

  /** Lists of objects of fields. */
  private static final int DEPTH_LIMIT = 8;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_LIMIT)
                          .maxDocumentLength(SIZE_LIMIT_BYTES)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

  private final Path folder;
  private final Disk disk;
  private final Map<String, SpareFile> spares;
  private final @Nullable SealGenerations seals;

  private StateFiles(Path folder, @Nullable SealGenerations seals, Disk disk) {
    this.folder = folder;
    this.seals = seals;
    this.disk = disk;
    spares =
        SPARED.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    name -> name, name -> new SpareFile(folder.resolve(name), SPARED_LIMIT_BYTES)));
  }

  /**
   * Whether an earlier launch left something that needs its installation key. The key's own file
   * does not count: a first launch may have been cut off right behind it.
   */
  public static boolean stateExists(Path folder) {
    return Files.exists(folder.resolve(INSTALLATION)) || !keyFileNames(folder).isEmpty();
  }

  /**
   * Holds before a first launch.
   *
   * @throws StateFileException when there are key files but no record of the installation
   */
  public static void requireNoState(Path folder) {
    if (!Files.exists(folder.resolve(INSTALLATION)) && !keyFileNames(folder).isEmpty()) {
      throw new StateFileException(
          INSTALLATION, "$", "missing, though there are key files; bring it back from a backup");
    }
  }

  /**
   * Opens the folder.
   *
   * @param integrityKey 32 bytes that authenticate every file; taken over
   * @throws StateFileException when there are key files but no record of the installation
   */
  public static StateFiles open(Path folder, SecretBytes integrityKey) {
    return open(folder, integrityKey, new Disk());
  }

  static StateFiles open(Path folder, SecretBytes integrityKey, Disk disk) {
    StateFiles files = new StateFiles(folder, new SealGenerations(integrityKey), disk);
    try {
      Files.createDirectories(
          folder.resolve(KEYS_FOLDER),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      requireNoState(folder);
      Files.deleteIfExists(folder.resolve(FORMER_RESERVE));
      files.spares.values().forEach(SpareFile::setAside);
      return files;
    } catch (IOException failed) {
      files.close();
      throw new KeyException(folder + ": cannot be used: " + failed.getMessage(), failed);
    } catch (RuntimeException refused) {
      files.close();
      throw refused;
    }
  }

  /**
   * The key files of a copied folder as they were found, read before there is a key that could
   * authenticate them. Only what then opens under a user's own secret may be believed.
   */
  public static List<KeyFile> unproven(Path folder) {
    return new JsonKeyFiles(new StateFiles(folder, null, new Disk())).readAll();
  }

  /**
   * Which key the folder's files were written under, where that is, and whether another is taking
   * its place, before there is a key that could authenticate it: what is then read under that key
   * says it again.
   */
  public static Optional<Installation> unprovenInstallation(Path folder) {
    return new JsonInstallationFile(new StateFiles(folder, null, new Disk())).read();
  }

  /** The key of that, and where it is. */
  public static Optional<KeyPlace> unprovenPlace(Path folder) {
    return unprovenInstallation(folder).map(Installation::place);
  }

  /** What a first launch notes before there is a key. */
  public static FirstLaunchFile firstLaunchFile(Path folder) {
    return new JsonFirstLaunchFile(new StateFiles(folder, null, new Disk()));
  }

  public KeyFiles keyFiles() {
    return new JsonKeyFiles(this);
  }

  public InstallationFile installationFile() {
    return new JsonInstallationFile(this);
  }

  public KeyMoveFile keyMoveFile() {
    return new JsonKeyMoveFile(this);
  }

  public ThrottleFile throttleFile() {
    return new JsonThrottleFile(this);
  }

  public SlotTestFile slotTestFile() {
    return new JsonSlotTestFile(this);
  }

  public HeldFile heldFile() {
    return new JsonHeldFile(this);
  }

  /** Names below the state folder, sorted. */
  List<String> keyFiles(String suffix) {
    return keyFileNames(folder).stream().filter(name -> name.endsWith(suffix)).toList();
  }

  private static List<String> keyFileNames(Path folder) {
    Path keys = folder.resolve(KEYS_FOLDER);
    if (!Files.isDirectory(keys)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(keys)) {
      return entries
          .map(entry -> KEYS_FOLDER + "/" + entry.getFileName())
          .filter(name -> !name.endsWith(Disk.DRAFT_SUFFIX))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new KeyException(keys + ": cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Also on a full disk, where a room is set aside for that file. */
  void write(String name, ObjectNode content) {
    try {
      replace(name, content);
    } catch (IOException failed) {
      throw notWritten(name, failed);
    }
  }

  private synchronized void replace(String name, ObjectNode content) throws IOException {
    byte[] sealed = seals().seal(name, lines(content));
    SpareFile spare = spares.get(name);
    try {
      disk.replace(folder.resolve(name), sealed);
    } catch (IOException full) {
      if (spare == null) {
        throw full;
      }
      replace(spare, sealed, full);
    }
    if (spare != null) {
      spare.setAside();
    }
  }

  private void replace(SpareFile spare, byte[] sealed, IOException full) throws IOException {
    try {
      disk.replace(spare, sealed);
    } catch (IOException failed) {
      full.addSuppressed(failed);
      throw full;
    }
  }

  private SealGenerations seals() {
    if (seals == null) {
      throw new IllegalStateException("opened for reading");
    }
    return seals;
  }

  @Override
  public synchronized void acceptFormer(SecretBytes integrityKey) {
    seals().acceptFormer(integrityKey);
  }

  @Override
  public synchronized void succeed(SecretBytes integrityKey, Runnable decisive) {
    seals().succeed(integrityKey, decisive);
  }

  @Override
  public synchronized void forgetFormer() {
    seals().forgetFormer();
  }

  @Override
  public synchronized void resealAll() {
    List<String> names = new ArrayList<>(SEALED);
    names.addAll(keyFileNames(folder));
    for (String name : names) {
      try {
        Optional<byte[]> bytes = bytes(name);
        if (bytes.isPresent() && !seals().isCurrent(name, bytes.get())) {
          seals().requireIntact(name, bytes.get());
          disk.replace(folder.resolve(name), seals().seal(name, FileSeal.body(bytes.get())));
        }
        disk.remove(folder.resolve(name + Disk.DRAFT_SUFFIX));
      } catch (IOException failed) {
        throw notWritten(name, failed);
      }
    }
  }

  void writeUnsealed(String name, ObjectNode content) {
    try {
      disk.replace(folder.resolve(name), lines(content));
    } catch (IOException failed) {
      throw notWritten(name, failed);
    }
  }

  void remove(String name) {
    try {
      disk.remove(folder.resolve(name));
    } catch (IOException failed) {
      throw notWritten(name, failed);
    }
  }

  private static byte[] lines(ObjectNode content) throws JsonProcessingException {
    return JSON.writer(
            new DefaultPrettyPrinter().withObjectIndenter(LINES).withArrayIndenter(LINES))
        .writeValueAsBytes(content);
  }

  private static KeyException notWritten(String name, IOException failed) {
    return new KeyException(
        "%s: cannot be written: %s".formatted(name, failed.getMessage()), failed);
  }

  /** As the one below, of a file whose form never changed. */
  <T> Optional<T> read(String name, Function<Fields, T> reader) {
    return read(name, VERSION, reader);
  }

  /**
   * What {@code reader} makes of the file's fields, or nothing when there is no such file.
   *
   * @param newest the newest version of this file that is known here
   */
  <T> Optional<T> read(String name, int newest, Function<Fields, T> reader) {
    Optional<byte[]> bytes = bytes(name);
    Optional<T> content =
        bytes.map(there ->
            parsed(
                name,
                newest,
                there,
                fields -> {
                  T read = reader.apply(fields);
                  fields.text("mac", Fields.PUBLIC_KEY);
                  return read;
                }));
    if (seals != null && bytes.isPresent()) {
      requireIntact(name, bytes.get());
    }
    return content;
  }

  private synchronized void requireIntact(String name, byte[] bytes) {
    seals().requireIntact(name, bytes);
  }

  <T> Optional<T> readUnsealed(String name, Function<Fields, T> reader) {
    return bytes(name).map(there -> parsed(name, VERSION, there, reader));
  }

  private Optional<byte[]> bytes(String name) {
    try {
      Path file = folder.resolve(name);
      long sizeBytes = Files.size(file);
      if (sizeBytes > SIZE_LIMIT_BYTES) {
        throw new StateFileException(
            name, "$", "%d bytes (expected: <= %d)".formatted(sizeBytes, SIZE_LIMIT_BYTES));
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new StateFileException(
          name, "$", "cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static <T> T parsed(String name, int newest, byte[] bytes, Function<Fields, T> reader) {
    Fields fields = new Fields(name, "", parse(name, bytes));
    long version = fields.number("version", 1, Integer.MAX_VALUE);
    if (version > newest) {
      throw fields.refused(
          "version",
          "%d (expected: <= %d); a newer AICO wrote this file".formatted(version, newest));
    }
    T content = reader.apply(fields);
    fields.end();
    return content;
  }

  private static JsonNode parse(String name, byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException notJson) {
      // The library's message quotes the content: position only.
      String where =
          notJson.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(
                      notJson.getLocation().getLineNr(), notJson.getLocation().getColumnNr());
      throw new StateFileException(name, "$", "not JSON, or cut short" + where);
    } catch (IOException unreadable) {
      throw new StateFileException(name, "$", "cannot be read", unreadable);
    }
  }

  @Override
  public synchronized void close() {
    if (seals != null) {
      seals.close();
    }
  }
}
