package aico.key.os;

import aico.key.FreeMemory;
import aico.key.KeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Memory by /proc/meminfo (MemAvailable, proc(5)) and by every control group above this process, v1
 * (memory.limit_in_bytes) and v2 (memory.max), whichever leaves least. Page cache that a group can
 * give back counts as free. A limit without a number is none; a group that cannot be read from
 * inside a container is passed over.
 */
public final class LinuxMemory implements FreeMemory {
  private final Path proc;
  private final Path cgroups;

  public LinuxMemory() {
    this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
  }

  LinuxMemory(Path proc, Path cgroups) {
    this.proc = proc;
    this.cgroups = cgroups;
  }

  @Override
  public long availableKib() {
    long least = machineKib();
    for (Group group : groups()) {
      OptionalLong left = group.leftKib();
      if (left.isPresent()) {
        least = Math.min(least, left.getAsLong());
      }
    }
    return least;
  }

  private long machineKib() {
    for (String line : lines(proc.resolve("meminfo"))) {
      if (line.startsWith("MemAvailable:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new KeyException("/proc/meminfo: MemAvailable is missing");
  }

  /** One folder of a hierarchy and the names its files have there. */
  private record Group(Path folder, String limit, String usage, String reclaimable) {
    OptionalLong leftKib() {
      OptionalLong limitBytes = number(folder.resolve(limit));
      OptionalLong usageBytes = number(folder.resolve(usage));
      if (limitBytes.isEmpty() || usageBytes.isEmpty()) {
        return OptionalLong.empty();
      }
      long left = limitBytes.getAsLong() - usageBytes.getAsLong() + reclaimableBytes();
      return OptionalLong.of(Math.max(0, left) / 1024);
    }

    private long reclaimableBytes() {
      for (String line : lines(folder.resolve("memory.stat"))) {
        if (line.startsWith(reclaimable + " ")) {
          return Long.parseLong(line.substring(reclaimable.length() + 1).strip());
        }
      }
      return 0;
    }
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (String line : lines(proc.resolve("self/cgroup"))) {
      // hierarchy-ID:controller-list:path, cgroups(7)
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        Path root =
            Files.isDirectory(cgroups.resolve("unified")) ? cgroups.resolve("unified") : cgroups;
        addUpwards(groups, root, parts[2], "memory.max", "memory.current", "inactive_file");
      } else if (List.of(parts[1].split(",")).contains("memory")) {
        addUpwards(
            groups,
            cgroups.resolve("memory"),
            parts[2],
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_inactive_file");
      }
    }
    return groups;
  }

  private static void addUpwards(
      List<Group> groups, Path root, String path, String limit, String usage, String reclaimable) {
    // In a container the path is the host's while the mount begins at the container's own group:
    // folders that are not there are passed over, and the root of the mount is always looked at.
    @Nullable Path folder = root.resolve(path.substring(1)).normalize();
    while (folder != null && folder.startsWith(root)) {
      groups.add(new Group(folder, limit, usage, reclaimable));
      folder = folder.getParent();
    }
  }

  /** v1 says "no limit" with a number of 19 digits, v2 with {@code max}. */
  private static OptionalLong number(Path file) {
    List<String> lines = lines(file);
    if (lines.size() != 1 || !lines.getFirst().matches("[0-9]{1,18}")) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(lines.getFirst()));
  }

  /** Nothing when it cannot be read: most machines lack one or the other of these files. */
  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
