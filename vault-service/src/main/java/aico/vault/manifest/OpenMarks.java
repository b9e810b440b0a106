package aico.vault.manifest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Since when each vault was open, as far as its manifest does not say: {@code <id>.open}. */
final class OpenMarks {
  private final Path folder;
  private final Clock clock;

  /** Where the file could not be written; the process then remembers. */
  private final Map<String, Instant> opened = new ConcurrentHashMap<>();

  OpenMarks(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Durable when this returns, unless the disk is full. */
  void set(String vaultId) {
    if (since(vaultId) != null) {
      return;
    }
    Instant now = now();
    opened.put(vaultId, now);
    try {
      writeSynced(file(vaultId), now + "\n");
    } catch (IOException full) {
      // The map has it; only a crash on a full disk takes a change for one by another hand.
    }
  }

  /**
   * A database in the vault syncs its files: were this only written, a power cut could leave them
   * changed and nobody to have been at them.
   */
  private void writeSynced(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
      channel.force(true);
    }
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /**
   * It is open since then, as far as anybody has to know: what was before stands in a manifest. A
   * mark that cannot be written stays the earlier one, with which less is found and nothing
   * wrongly.
   */
  void move(String vaultId, Instant to) {
    try {
      writeSynced(file(vaultId), to + "\n");
      opened.put(vaultId, to);
    } catch (IOException full) {
      // The earlier one is remembered, or reads as torn: that it was open for ever.
    }
  }

  void remove(String vaultId) throws IOException {
    opened.remove(vaultId);
    Files.deleteIfExists(file(vaultId));
  }

  /**
   * Since when the vault was open, or null. Where that time is still to come the clock was set back
   * meanwhile, and the times of files say nothing: all that can be said is that it was open.
   */
  @Nullable Instant since(String vaultId) {
    Instant since = markedSince(vaultId);
    return since != null && since.isAfter(now()) ? Instant.EPOCH : since;
  }

  private @Nullable Instant markedSince(String vaultId) {
    Instant remembered = opened.get(vaultId);
    if (remembered != null) {
      return remembered;
    }
    Path file = file(vaultId);
    try {
      return Files.exists(file) ? Instant.parse(Files.readString(file, US_ASCII).strip()) : null;
    } catch (IOException | DateTimeException torn) {
      // Torn by a crash as it was written: all that can be said is that it was open.
      return Instant.EPOCH;
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private Path file(String vaultId) {
    return folder.resolve(vaultId + ".open");
  }
}
