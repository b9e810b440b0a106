package aico.vault;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Registry, vault folders and mount points in memory: everything is always there. */
final class InMemoryPlaces implements Registry, VaultFolders, MountPoints {
  private final Map<VaultName, VaultEntry> entries = new ConcurrentSkipListMap<>();
  private final Set<Path> mountPoints = ConcurrentHashMap.newKeySet();

  @Override
  public List<VaultEntry> load() {
    return List.copyOf(entries.values());
  }

  @Override
  public void save(VaultEntry entry) {
    entries.put(entry.name(), entry);
  }

  /** As the clocks of tests begin. */
  @Override
  public Instant made(VaultLayout layout) {
    return new SetClocks().now();
  }

  @Override
  public Found inspect(VaultEntry entry) {
    return new Found.Ready(1);
  }

  @Override
  public Claim claim(VaultName name, @Nullable Path at, String newId) {
    return new Claim.Claimed(new VaultLayout(Path.of("/v", name.text())), newId, false);
  }

  @Override
  public Claim claimCiphertext(VaultName name, Path at, String newId) {
    return claim(name, at, newId);
  }

  @Override
  public void gatherFiles(Path mountPoint) {}

  @Override
  public void stage(VaultLayout layout) {}

  @Override
  public boolean stageAgain(VaultLayout layout) {
    return false;
  }

  @Override
  public void switchTo(VaultEntry entry, int epoch) {}

  @Override
  public void makeFiles(Path mountPoint) {}

  @Override
  public void publish(VaultLayout layout) {}

  @Override
  public void unstage(VaultLayout layout) {}

  @Override
  public Optional<String> prepare(Path mountPoint) {
    mountPoints.add(mountPoint);
    return Optional.empty();
  }

  @Override
  public Optional<String> remove(Path mountPoint) {
    mountPoints.remove(mountPoint);
    return Optional.empty();
  }

  @Override
  public boolean hasFiles(Path mountPoint) {
    return true;
  }

  @Override
  public List<Path> leftBelow(Path mounts) {
    return mountPoints.stream()
        .filter(point -> point.startsWith(mounts))
        .map(point -> mounts.resolve(mounts.relativize(point).getName(0)))
        .distinct()
        .toList();
  }
}
