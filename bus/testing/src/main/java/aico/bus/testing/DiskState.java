package aico.bus.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every file and folder below one folder, as it stands on a disk. */
public final class DiskState {
  /** SQLite's memory between processes: mapped, never synced, made anew by whoever opens. */
  private static final String SHARED_MEMORY = "-shm";

  /** Written by whoever started the process, not by it. */
  private static final String OUTPUT = "log.txt";

  private final Map<Path, File> files;

  /** A file with its content, or a folder. */
  record File(boolean isFolder, int mode, byte[] content) {}

  DiskState(Map<Path, File> files) {
    this.files = files;
  }

  /** What a folder holds now; sockets and links are not looked at. */
  static DiskState of(Path folder) throws IOException {
    Map<Path, File> files = new TreeMap<>();
    for (Path path : all(folder)) {
      boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      if (!path.equals(folder)
          && (isFolder || Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))) {
        int mode = (int) Files.getAttribute(path, "unix:mode") & 07777;
        files.put(
            path, new File(isFolder, mode, isFolder ? new byte[0] : Files.readAllBytes(path)));
      }
    }
    return new DiskState(files);
  }

  Map<Path, File> files() {
    return files;
  }

  /** Puts this in place of whatever the folder holds. Output of the process stays. */
  public void restoreTo(Path folder) throws IOException {
    Path real = folder.toRealPath();
    for (Path path : all(real).reversed()) {
      if (!path.equals(real) && !path.endsWith(OUTPUT)) {
        Files.delete(path);
      }
    }
    files.forEach((path, file) -> {
      try {
        if (path.equals(real) || path.endsWith(OUTPUT) || path.toString().endsWith(SHARED_MEMORY)) {
          return;
        }
        if (file.isFolder) {
          Files.createDirectory(path);
        } else {
          Files.write(path, file.content);
        }
        Files.setAttribute(path, "unix:mode", file.mode);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** The content of a file; empty when there is none. */
  public byte[] content(Path path) {
    File file = files.get(path);
    return file == null ? new byte[0] : file.content;
  }

  /** Equal for equal states, so that one need be tried only once. */
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      files.forEach((path, file) -> {
        sha256.update((path + "\n" + file.content.length + "\n").getBytes(UTF_8));
        sha256.update(file.content);
      });
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void requireSame(DiskState other) {
    require(differences(other).isEmpty(), other);
  }

  /** The same, or one step further: a file made, written or removed, or renamed. */
  void requireAtMostAStepBehind(DiskState further) {
    List<Path> different = differences(further);
    require(different.size() <= 1 || isRename(different, further), further);
  }

  private boolean isRename(List<Path> different, DiskState further) {
    return different.size() == 2
        && different.stream()
            .anyMatch(from -> {
              Path to = different.get(different.getFirst().equals(from) ? 1 : 0);
              return !further.files.containsKey(from)
                  && same(files.get(from), further.files.get(to));
            });
  }

  private void require(boolean holds, DiskState other) {
    if (!holds) {
      throw new IllegalStateException("changed without a record of it: " + differences(other));
    }
  }

  private List<Path> differences(DiskState other) {
    return Stream.concat(files.keySet().stream(), other.files.keySet().stream())
        .distinct()
        .filter(path -> !path.toString().endsWith(SHARED_MEMORY) && !path.endsWith(OUTPUT))
        .filter(path -> !same(files.get(path), other.files.get(path)))
        .sorted()
        .toList();
  }

  private static boolean same(@Nullable File one, @Nullable File other) {
    return one != null
        && other != null
        && one.isFolder == other.isFolder
        && one.mode == other.mode
        && Arrays.equals(one.content, other.content);
  }

  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted(Comparator.naturalOrder()).toList();
    }
  }
}
