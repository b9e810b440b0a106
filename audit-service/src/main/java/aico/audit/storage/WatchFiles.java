package aico.audit.storage;

import aico.audit.WatchState;
import aico.audit.WatchStore;
import aico.bus.contract.InvalidField;
import aico.bus.zmq.Json;
import aico.detect.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What detection knows, in the folder {@code detect}: {@code state}, replaced as a whole, and
 * {@code profiles}, of which {@code state} holds the pages that were changed with it, so that they
 * are written again after a crash. {@code FORMAT.md} tells the bytes.
 *
 * <p>It all follows from the log: what is not whole, of another version or of another log is left
 * aside, and detection begins anew.
 */
public final class WatchFiles implements WatchStore {
  private static final byte[] MAGIC = "aicowtch".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final long MAX_BYTES = 16 << 20;
  private static final System.Logger LOG = System.getLogger(WatchFiles.class.getName());

  private final Path folder;
  private final Path file;
  private final Path profilesFile;
  private final String logId;
  private final ProfilePages pages;

  record Content(String logId, WatchState watch) {}

  /** The files of a log's detection. */
  public WatchFiles(Path folder, String logId) {
    this.folder = folder;
    this.file = folder.resolve("state");
    this.profilesFile = folder.resolve("profiles");
    this.logId = logId;
    this.pages = new ProfilePages(profilesFile);
  }

  @Override
  public Optional<WatchState> load() {
    pages.forget();
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (Files.size(file) > MAX_BYTES) {
        return anew("longer than " + MAX_BYTES + " bytes");
      }
      return read(Files.readAllBytes(file));
    } catch (NoSuchFileException none) {
      return anew("missing");
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private Optional<WatchState> read(byte[] bytes) throws IOException {
    CRC32C crc = new CRC32C();
    int end = bytes.length - Integer.BYTES;
    if (end < MAGIC.length) {
      return anew("cut short");
    }
    crc.update(bytes, 0, end);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt(end) != (int) crc.getValue() || !Arrays.equals(bytes, 0, 8, MAGIC, 0, 8)) {
      return anew("not whole");
    }
    in.limit(end).position(MAGIC.length);
    try {
      int version = in.getInt();
      if (version != VERSION) {
        return anew("version: " + version + " (expected: " + VERSION + ")");
      }
      byte[] json = new byte[in.getInt()];
      in.get(json);
      Content content = Json.strict().read(json, Content.class);
      if (!content.logId().equals(logId)) {
        return anew("of another log");
      }
      if (!content.watch().silence().hasItsSizes()) {
        return anew("silence: not of its size");
      }
      writePages(pages(in));
      return Optional.of(content.watch());
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      return anew("cut short");
    } catch (InvalidField e) {
      return anew(String.valueOf(e.getMessage()));
    }
  }

  private static Map<Integer, byte[]> pages(ByteBuffer in) {
    Map<Integer, byte[]> changes = new TreeMap<>();
    int count = in.getInt();
    for (int i = 0; i < count; i++) {
      int place = in.getInt();
      byte[] page = new byte[ProfilePages.PAGE_BYTES];
      in.get(page);
      if (place < 0 || place >= ProfilePages.PAGES) {
        throw new InvalidField("page", "no such place");
      }
      changes.put(place, page);
    }
    return changes;
  }

  /** Profiles go with the state: what was learned from the same leaves is not learned twice. */
  private Optional<WatchState> anew(String why) {
    LOG.log(System.Logger.Level.INFO, "{0}: {1}: learning from the log's start", file, why);
    try {
      Files.deleteIfExists(profilesFile);
    } catch (IOException e) {
      throw new UncheckedIOException(profilesFile.toString(), e);
    }
    return Optional.empty();
  }

  @Override
  public Profiles profiles() {
    return pages;
  }

  @Override
  public boolean isFull() {
    return pages.isFull();
  }

  @Override
  public void save(WatchState state) {
    byte[] json = Json.strict().write(new Content(logId, state));
    Map<Integer, byte[]> changes = pages.changes();
    int size =
        MAGIC.length
            + 4 * Integer.BYTES
            + json.length
            + changes.size() * (Integer.BYTES + ProfilePages.PAGE_BYTES);
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(MAGIC).putInt(VERSION).putInt(json.length).put(json).putInt(changes.size());
    changes.forEach((place, page) -> out.putInt(place).put(page));
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.position());
    out.putInt((int) crc.getValue());
    try {
      // The pages that the last state holds are on disk before it is replaced.
      syncProfiles();
      Durable.replace(file, out.array());
      writePages(changes);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
    pages.kept();
  }

  private void syncProfiles() throws IOException {
    if (Files.exists(profilesFile)) {
      try (FileChannel channel = FileChannel.open(profilesFile, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  private void writePages(Map<Integer, byte[]> changes) throws IOException {
    if (changes.isEmpty()) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(
            profilesFile,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      for (Map.Entry<Integer, byte[]> change : changes.entrySet()) {
        ByteBuffer page = ByteBuffer.wrap(change.getValue());
        long at = (long) change.getKey() * ProfilePages.PAGE_BYTES;
        while (page.hasRemaining()) {
          channel.write(page, at + page.position());
        }
      }
    }
  }
}
