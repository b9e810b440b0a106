package aico.vault.manifest;

import aico.bus.crypto.SecretBytes;
import aico.vault.FileTrees.Watch;
import aico.vault.Manifests;
import aico.vault.VaultEntry;
import aico.vault.VaultException;
import aico.vault.manifest.Comparison.InUse;
import aico.vault.manifest.Comparison.Reads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Manifests in a folder of the service, away from the disks that they speak of. {@code <id>.open}
 * beside one holds the time of the first mount to be written to since it was made, or, where it was
 * made of an open vault, when that was begun.
 */
public final class FileManifests implements Manifests {
  private static final String SUFFIX = ".manifest";

  private final Path folder;
  private final Supplier<ManifestKey> keys;
  private final Clock clock;
  private final ObjLongConsumer<String> written;
  private final OpenMarks marks;
  private final Map<String, Long> atFirst = new HashMap<>();

  private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

  /** Vaults that are being looked at. */
  private final Map<String, Integer> looking = new ConcurrentHashMap<>();

  /** What a look found that no manifest has yet. */
  private final Map<String, Findings> looked = new ConcurrentHashMap<>();

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
    marks = new OpenMarks(folder, clock);
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
    // A seal at its very end would take the mark of this mount for that of the one before.
    ReentrantLock turn = turn(entry);
    turn.lock();
    try {
      marks.set(entry.id());
    } finally {
      turn.unlock();
    }
  }

  private ReentrantLock turn(VaultEntry entry) {
    return turns.computeIfAbsent(entry.id(), id -> new ReentrantLock());
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
    ReentrantLock turn = turn(entry);
    // First, since it may have to be waited for.
    try (ManifestKey held = keys.get()) {
      turn.lock();
      try {
        return makeInTurn(entry, watch, accept, held.bytes());
      } finally {
        turn.unlock();
      }
    }
  }

  private Look makeInTurn(VaultEntry entry, Watch watch, boolean accept, SecretBytes key) {
    Instant now = now();
    try (ManifestFile.@Nullable Reading old =
            accept ? null : ManifestFile.open(file(entry), entry.id(), key);
        ManifestFile.Writing made = new ManifestFile.Writing(file(entry))) {
      Findings findings = new Findings(accept ? List.of() : known(old, looked.get(entry.id())));
      Comparison comparison =
          comparison(old, () -> openSince(entry), watch, Reads.CHANGED, InUse.READ, findings::add);
      comparison.run(entry.layout().cipher(), made::add);
      watch.check();
      Instant before = old == null ? null : old.sealed();
      Instant sealed = later(now, accept ? sealedBefore(entry, key) : before);
      made.finish(entry.id(), sealed, findings.kept(), key);
      written.accept(store(entry.id()), sealed.toEpochMilli());
      looked.remove(entry.id());
      marks.remove(entry.id());
      return findings.look(before, comparison.live());
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
    Instant begun = now();
    Instant mark = openSince(entry);
    try (ManifestFile.@Nullable Reading old = open(entry)) {
      Instant sealed = old == null ? null : old.sealed();
      if (mark == null) {
        Findings findings = new Findings(known(old, null));
        return findings.look(sealed, compare(entry, old, watch, Reads.ALL, findings::add).live());
      }
      Findings findings = new Findings(known(old, looked.get(entry.id())));
      try (LiveDraft draft = new LiveDraft(file(entry), entry, begun, clock)) {
        Comparison comparison =
            comparison(old, () -> mark, watch, Reads.ALL, InUse.READ_IF_STILL, findings::add);
        comparison.run(entry.layout().cipher(), draft::add);
        // More than are kept would be forgotten by it.
        if (findings.total() <= FINDINGS_LIMIT) {
          renew(entry, new Live(sealed, mark, begun), findings, draft, watch);
        }
        return findings.look(sealed, comparison.live());
      }
    }
  }

  /**
   * What a manifest of an open vault stands on.
   *
   * @param sealed when the one before was made; null when there was none
   * @param mark since when the vault was open
   * @param begun when the first file was met
   */
  private record Live(@Nullable Instant sealed, Instant mark, Instant begun) {}

  /**
   * Puts a manifest that was made of an open vault in the old one's place, unless it is not
   * complete; or the vault was locked meanwhile, which makes a better one; or a look goes on, which
   * judges by the mark that there is.
   */
  private void renew(VaultEntry entry, Live live, Findings findings, LiveDraft draft, Watch watch) {
    ReentrantLock turn = turn(entry);
    try (ManifestKey held = keys.get()) {
      Instant sealed = later(live.begun(), live.sealed());
      if (!draft.isComplete(sealed, findings.kept(), held.bytes(), watch)) {
        return;
      }
      turn.lock();
      try {
        Instant there = ManifestFile.claimedSealed(file(entry)).orElse(null);
        boolean asBefore =
            Objects.equals(there, live.sealed())
                && live.mark().equals(openSince(entry))
                && !looking.containsKey(entry.id());
        if (asBefore && draft.publish()) {
          marks.move(entry.id(), live.begun());
          written.accept(store(entry.id()), sealed.toEpochMilli());
        }
      } finally {
        turn.unlock();
      }
    }
  }

  @Override
  public Look look(VaultEntry entry, Sight sight) {
    looking.merge(entry.id(), 1, Integer::sum);
    try {
      return lookAtIt(entry, sight);
    } finally {
      looking.computeIfPresent(entry.id(), (id, looks) -> looks == 1 ? null : looks - 1);
    }
  }

  private Look lookAtIt(VaultEntry entry, Sight sight) {
    Findings findings;
    Comparison states;
    Instant sealed;
    try (ManifestFile.@Nullable Reading manifest = open(entry)) {
      if (manifest == null) {
        return new Look(null, List.of(), 0, 0, 0, 0);
      }
      sealed = manifest.sealed();
      // What a disk damaged nobody put back; it is no reason to keep the vault from its owner.
      findings =
          new Findings(
              manifest.findings().stream().filter(one -> one.fault() != Fault.DAMAGED).toList());
      looked.put(entry.id(), findings);
      if (findings.total() > 0) {
        sight.found(findings.total(), 0);
      }
      states = compare(entry, manifest, sight, Reads.NONE, found -> tell(found, findings, sight));
    }
    if (states.unread() == 0) {
      return findings.look(sealed, states.live());
    }
    // From here on it is known what went and what came, unless the vault was opened too soon.
    boolean soon = openSince(entry) != null;
    try (ManifestFile.@Nullable Reading manifest = open(entry)) {
      Consumer<Finding> told =
          found -> {
            if (soon || found.fault() == Fault.CHANGED) {
              tell(found, findings, sight);
            }
          };
      return findings.look(sealed, compare(entry, manifest, sight, Reads.CHANGED, told).live());
    }
  }

  private static void tell(Finding found, Findings findings, Sight sight) {
    sight.check();
    findings.add(found);
    sight.found(findings.total(), findings.fresh());
  }

  /** Holds the key no longer than it takes: a look may go on for hours. */
  private ManifestFile.@Nullable Reading open(VaultEntry entry) {
    try (ManifestKey held = keys.get()) {
      return ManifestFile.open(file(entry), entry.id(), held.bytes());
    }
  }

  private Comparison compare(
      VaultEntry entry,
      ManifestFile.@Nullable Reading manifest,
      Watch watch,
      Reads reads,
      Consumer<Finding> findings) {
    Comparison comparison =
        comparison(manifest, () -> openSince(entry), watch, reads, InUse.LEFT, findings);
    comparison.run(entry.layout().cipher(), line -> {});
    return comparison;
  }

  private Comparison comparison(
      ManifestFile.@Nullable Reading manifest,
      Comparison.Opening opening,
      Watch watch,
      Reads reads,
      InUse inUse,
      Consumer<Finding> findings) {
    return new Comparison(manifest, opening, new CipherWalk(watch), reads, inUse, clock, findings);
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
        } else if (name.endsWith(SUFFIX + ManifestFile.DRAFT) || LiveDraft.isOne(name)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException failed) {
      throw new VaultException("%s: %s".formatted(folder, failed.getMessage()), failed);
    }
  }

  private static List<Finding> known(
      ManifestFile.@Nullable Reading manifest, @Nullable Findings looked) {
    List<Finding> known = new ArrayList<>();
    if (manifest != null) {
      known.addAll(manifest.findings());
    }
    if (looked != null) {
      known.addAll(looked.kept());
    }
    return known;
  }

  @Override
  public void forget(VaultEntry entry) {
    try {
      Files.deleteIfExists(file(entry));
      marks.remove(entry.id());
      looked.remove(entry.id());
      written.accept(store(entry.id()), 0);
    } catch (IOException failed) {
      throw new VaultException("cannot remove " + file(entry), failed);
    }
  }

  private @Nullable Instant openSince(VaultEntry entry) {
    return marks.since(entry.id());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private Path file(VaultEntry entry) {
    return folder.resolve(entry.id() + SUFFIX);
  }
}
