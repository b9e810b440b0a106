package aico.vault.manifest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.SecretBytes;
import aico.vault.FileTrees.Watch;
import aico.vault.Manifests;
import aico.vault.VaultEntry;
import aico.vault.VaultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Manifests in a folder of the service, away from the disks that they speak of. {@code <id>.open}
 * beside one holds the time of the first mount since it was made.
 */
public final class FileManifests implements Manifests {
  private static final String SUFFIX = ".manifest";

  private final Path folder;
  private final Supplier<ManifestKey> keys;
  private final Clock clock;
  private final ObjLongConsumer<String> written;
  private final Map<String, Long> atFirst = new HashMap<>();

  private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

  /** Where the file could not be written; the process then remembers. */
  private final Map<String, Instant> opened = new ConcurrentHashMap<>();

  /** Tells nobody of its writes. */
  public FileManifests(Path folder, Supplier<ManifestKey> keys, Clock clock) {
    this(folder, keys, clock, (store, generation) -> {});
  }

  /**
   * Manifests below {@code folder}, which is made.
   *
   * @param keys gives the key they are authenticated with; may wait
   * @param written is told after each write of a manifest which generation it now has: when it was
   *     sealed, in ms since 1970
   */
  public FileManifests(
      Path folder, Supplier<ManifestKey> keys, Clock clock, ObjLongConsumer<String> written) {
    this.folder = folder;
    this.keys = keys;
    this.clock = clock;
    this.written = written;
    try {
      Files.createDirectories(folder);
      try (Stream<Path> inside = Files.list(folder)) {
        inside.filter(file -> file.toString().endsWith(SUFFIX)).forEach(this::found);
      }
    } catch (IOException failed) {
      throw new VaultException("cannot make " + folder, failed);
    }
  }

  private void found(Path file) {
    String name = String.valueOf(file.getFileName());
    atFirst.put(
        store(name.substring(0, name.length() - SUFFIX.length())),
        ManifestFile.claimedSealed(file).map(Instant::toEpochMilli).orElse(0L));
  }

  /**
   * The generation that each manifest claimed when this was made; 0 for what is none. Whether it is
   * ours shows when it is used.
   */
  public Map<String, Long> generationsAtFirst() {
    return Map.copyOf(atFirst);
  }

  private static String store(String vaultId) {
    return "manifests/" + vaultId;
  }

  @Override
  public void opened(VaultEntry entry) {
    if (openSince(entry) != null) {
      return;
    }
    Instant now = now();
    opened.put(entry.id(), now);
    try {
      writeSynced(openFile(entry), now + "\n");
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

  @Override
  public boolean isDue(VaultEntry entry) {
    return openSince(entry) != null || !Files.exists(file(entry));
  }

  @Override
  public Look seal(VaultEntry entry, Watch watch) {
    return make(entry, watch, false);
  }

  @Override
  public Look accept(VaultEntry entry, Watch watch) {
    return make(entry, watch, true);
  }

  /** One at a time of a vault: a second one compares with what the first has made. */
  private Look make(VaultEntry entry, Watch watch, boolean accept) {
    ReentrantLock turn = turns.computeIfAbsent(entry.id(), id -> new ReentrantLock());
    turn.lock();
    try {
      return makeInTurn(entry, watch, accept);
    } finally {
      turn.unlock();
    }
  }

  private Look makeInTurn(VaultEntry entry, Watch watch, boolean accept) {
    Instant now = now();
    try (ManifestKey held = keys.get();
        ManifestFile.@Nullable Reading old =
            accept ? null : ManifestFile.open(file(entry), entry.id(), held.bytes());
        ManifestFile.Writing made = new ManifestFile.Writing(file(entry))) {
      CipherWalk walk = new CipherWalk(watch);
      Comparison comparison = new Comparison(old, openSince(entry), walk, false);
      walk.walk(
          entry.layout().cipher(),
          (path, name, state) -> {
            Line line = comparison.met(path, name, state, true);
            if (line != null) {
              made.add(line);
            }
          });
      Look look = look(old, comparison);
      watch.check();
      Instant sealed =
          later(
              now, accept ? sealedBefore(entry, held.bytes()) : old == null ? null : old.sealed());
      made.finish(entry.id(), sealed, look.findings(), held.bytes());
      written.accept(store(entry.id()), sealed.toEpochMilli());
      opened.remove(entry.id());
      Files.deleteIfExists(openFile(entry));
      return look;
    } catch (IOException | UncheckedIOException failed) {
      throw new VaultException("%s: %s".formatted(file(entry), failed.getMessage()), failed);
    }
  }

  /** Now, though never before the last one, or it would look like an older copy of it. */
  private static Instant later(Instant now, @Nullable Instant before) {
    return before == null || now.isAfter(before) ? now : before.plusMillis(1);
  }

  private @Nullable Instant sealedBefore(VaultEntry entry, SecretBytes key) {
    try (ManifestFile.@Nullable Reading old = ManifestFile.open(file(entry), entry.id(), key)) {
      return old == null ? null : old.sealed();
    } catch (VaultException notOurs) {
      return null;
    }
  }

  @Override
  public Look check(VaultEntry entry, Watch watch) {
    try (ManifestKey held = keys.get();
        ManifestFile.@Nullable Reading old =
            ManifestFile.open(file(entry), entry.id(), held.bytes())) {
      CipherWalk walk = new CipherWalk(watch);
      Comparison comparison = new Comparison(old, openSince(entry), walk, true);
      walk.walk(
          entry.layout().cipher(), (path, name, state) -> comparison.met(path, name, state, false));
      return look(old, comparison);
    }
  }

  /**
   * Authenticates with another key every manifest that is ours, as it stands; what is not is left,
   * to be found out when it is used. Durable when this returns; nobody uses the key meanwhile.
   */
  public void reseal(SecretBytes former, SecretBytes current) {
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path file : inside.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(SUFFIX)) {
          String vaultId = name.substring(0, name.length() - SUFFIX.length());
          ManifestFile.reseal(file, vaultId, former, current);
        } else if (name.endsWith(SUFFIX + ManifestFile.DRAFT)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException failed) {
      throw new VaultException("%s: %s".formatted(folder, failed.getMessage()), failed);
    }
  }

  /** Those that are known and those that are new, each once. */
  private static Look look(ManifestFile.@Nullable Reading old, Comparison comparison) {
    List<Finding> known = old == null ? List.of() : old.findings();
    List<Finding> all = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Finding finding : known) {
      seen.add(finding.path());
      all.add(finding);
    }
    long fresh = 0;
    for (Finding finding : comparison.end()) {
      if (seen.add(finding.path())) {
        all.add(finding);
        fresh++;
      }
    }
    return new Look(
        old == null ? null : old.sealed(),
        all.subList(0, Math.min(all.size(), FINDINGS_LIMIT)),
        all.size(),
        fresh,
        comparison.live());
  }

  @Override
  public void forget(VaultEntry entry) {
    try {
      Files.deleteIfExists(file(entry));
      Files.deleteIfExists(openFile(entry));
      opened.remove(entry.id());
      written.accept(store(entry.id()), 0);
    } catch (IOException failed) {
      throw new VaultException("cannot remove " + file(entry), failed);
    }
  }

  /**
   * Since when the vault was open, or null. Where that time is still to come the clock was set back
   * meanwhile, and the times of files say nothing: all that can be said is that it was open.
   */
  private @Nullable Instant openSince(VaultEntry entry) {
    Instant since = markedSince(entry);
    return since != null && since.isAfter(now()) ? Instant.EPOCH : since;
  }

  private @Nullable Instant markedSince(VaultEntry entry) {
    Instant remembered = opened.get(entry.id());
    if (remembered != null) {
      return remembered;
    }
    try {
      return Files.exists(openFile(entry))
          ? Instant.parse(Files.readString(openFile(entry), US_ASCII).strip())
          : null;
    } catch (IOException | DateTimeException torn) {
      // Torn by a crash as it was written: all that can be said is that it was open.
      return Instant.EPOCH;
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private Path file(VaultEntry entry) {
    return folder.resolve(entry.id() + SUFFIX);
  }

  private Path openFile(VaultEntry entry) {
    return folder.resolve(entry.id() + ".open");
  }
}
