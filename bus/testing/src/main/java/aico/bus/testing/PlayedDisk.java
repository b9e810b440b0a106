package aico.bus.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files as a process sees them, and what of that is on the disk. As strict as POSIX lets a file
 * system be: data is there after the file's own sync, a name after the sync of its folder. Only a
 * rename within the recorded folder stays one change.
 */
final class PlayedDisk {
  /** A file or a folder, whatever its name. */
  private static final class Node {
    final boolean isFolder;
    int mode;
    byte[] synced = new byte[0];
    byte[] seen = new byte[0];
    final List<DiskStep> pending = new ArrayList<>();

    Node(boolean isFolder, int mode) {
      this.isFolder = isFolder;
      this.mode = mode;
    }
  }

  /** A change of names: a null node takes the name away. */
  private record Name(Path path, @Nullable Node node) {}

  /** Changes of names that come together or not at all. */
  private record Names(List<Name> all) {}

  private final Path root;
  private final Map<Path, Node> seen = new TreeMap<>();
  private final Map<Path, Node> synced = new TreeMap<>();
  private final List<Names> pending = new ArrayList<>();
  private final Map<Integer, Node> open = new HashMap<>();
  private final Map<Integer, Path> openPath = new HashMap<>();

  PlayedDisk(Path folder, DiskState before) {
    root = folder;
    put(folder, new Node(true, 0700));
    before
        .files()
        .forEach((path, file) -> {
          Node node = new Node(file.isFolder(), file.mode());
          node.synced = file.content();
          node.seen = file.content();
          put(path, node);
        });
  }

  private void put(Path path, Node node) {
    seen.put(path, node);
    synced.put(path, node);
  }

  void play(DiskStep step) {
    switch (step) {
      case DiskStep.Open(int descriptor, Path path, int mode, boolean made) -> {
        if (made) {
          name(new Name(path, new Node(false, mode)));
        }
        open.put(descriptor, node(path));
        openPath.put(descriptor, path);
      }
      case DiskStep.Write write -> {
        Node node = opened(write.descriptor());
        node.seen = written(node.seen, write.offset(), write.data());
        node.pending.add(write);
      }
      case DiskStep.Resize resize -> {
        Node node = opened(resize.descriptor());
        node.seen = Arrays.copyOf(node.seen, (int) resize.sizeBytes());
        node.pending.add(resize);
      }
      case DiskStep.Sync(int descriptor) -> {
        Node node = opened(descriptor);
        if (node.isFolder) {
          syncNames(Objects.requireNonNull(openPath.get(descriptor)));
        } else {
          node.synced = node.seen;
          node.pending.clear();
        }
      }
      case DiskStep.Rename(Path from, Path to) -> rename(from, to);
      case DiskStep.Link(Path from, Path to) -> name(new Name(to, node(from)));
      case DiskStep.Delete(Path path) -> name(new Name(path, null));
      case DiskStep.MakeFolder(Path path, int mode) -> name(new Name(path, new Node(true, mode)));
      case DiskStep.Mode(Path path, int mode) -> node(path).mode = mode;
    }
  }

  /** A folder takes along what is in it. */
  private void rename(Path from, Path to) {
    List<Name> changes = new ArrayList<>();
    seen.forEach((path, node) -> {
      if (path.startsWith(from)) {
        changes.add(new Name(path, null));
        changes.add(new Name(to.resolve(from.relativize(path)), node));
      }
    });
    // Removals first: a name may be taken again.
    changes.sort((one, other) -> Boolean.compare(one.node != null, other.node != null));
    name(changes.toArray(Name[]::new));
  }

  private void name(Name... changes) {
    Names together = new Names(List.of(changes));
    apply(together, seen);
    pending.add(together);
  }

  private static void apply(Names changes, Map<Path, Node> names) {
    for (Name change : changes.all) {
      if (change.node == null) {
        names.remove(change.path);
      } else {
        names.put(change.path, change.node);
      }
    }
  }

  /** All changes that touch this folder, in their order. */
  private void syncNames(Path folder) {
    pending.removeIf(changes -> {
      boolean here = changes.all.stream().anyMatch(name -> folder.equals(name.path.getParent()));
      if (here) {
        apply(changes, synced);
      }
      return here;
    });
  }

  /** What is there when the power goes now. This disk stays as it is. */
  DiskState afterCut(PowerCut cut) {
    Map<Path, Node> names = new TreeMap<>(synced);
    pending.subList(0, cut.namesOf(pending.size())).forEach(changes -> apply(changes, names));
    Map<Node, byte[]> contents = new HashMap<>();
    Map<Path, DiskState.File> files = new TreeMap<>();
    names.forEach((path, node) -> {
      if (!path.equals(root) && reachable(path, names)) {
        byte[] content = contents.computeIfAbsent(node, each -> afterCut(each, cut));
        files.put(path, new DiskState.File(node.isFolder, node.mode, content));
      }
    });
    return new DiskState(files);
  }

  /** A name in a folder that is not there is not there. */
  private boolean reachable(Path path, Map<Path, Node> names) {
    for (Path above = path;
        !above.equals(root);
        above = Objects.requireNonNull(above.getParent())) {
      if (!names.containsKey(above)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] afterCut(Node node, PowerCut cut) {
    byte[] content = node.synced;
    for (DiskStep step : node.pending) {
      switch (step) {
        case DiskStep.Write write -> content = partlyWritten(content, write, cut);
        case DiskStep.Resize resize -> {
          if (cut.keeps()) {
            content = Arrays.copyOf(content, (int) resize.sizeBytes());
          }
        }
        default -> throw new IllegalStateException("no change of content: " + step);
      }
    }
    return content;
  }

  private static byte[] partlyWritten(byte[] content, DiskStep.Write write, PowerCut cut) {
    byte[] result = content;
    long end = write.offset() + write.data().length;
    if (end > result.length && cut.keeps()) {
      result = Arrays.copyOf(result, (int) end);
    }
    for (long at = write.offset(); at < end; ) {
      long next = Math.min(end, (at / PowerCut.SECTOR_BYTES + 1) * PowerCut.SECTOR_BYTES);
      if (cut.keeps()) {
        int from = (int) (at - write.offset());
        result =
            written(result, at, Arrays.copyOfRange(write.data(), from, from + (int) (next - at)));
      }
      at = next;
    }
    return result;
  }

  private static byte[] written(byte[] content, long offset, byte[] data) {
    byte[] result = Arrays.copyOf(content, (int) Math.max(content.length, offset + data.length));
    System.arraycopy(data, 0, result, (int) offset, data.length);
    return result;
  }

  private Node node(Path path) {
    return Objects.requireNonNull(seen.get(path), () -> "not recorded: " + path);
  }

  private Node opened(int descriptor) {
    return Objects.requireNonNull(open.get(descriptor), () -> "not recorded: fd " + descriptor);
  }
}
