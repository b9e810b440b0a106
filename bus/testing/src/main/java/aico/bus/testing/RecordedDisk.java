package aico.bus.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A folder whose changes by one process are recorded, so that a power cut can be played afterwards
 * at any point: {@link #after} tells what could then stand on the disk. Killing a process cannot
 * show that, for the kernel goes on to write what was never synced.
 *
 * <p>The process is started with {@link #environment}; a small library that gcc makes here sits
 * between it and the C library, through which JVM and SQLite alike reach files.
 */
public final class RecordedDisk {
  private static final int HEAD_BYTES = 21;

  private final Path folder;
  private final Path log;
  private final Path library;
  private final DiskState before;

  private RecordedDisk(Path folder, Path log, Path library, DiskState before) {
    this.folder = folder;
    this.log = log;
    this.library = library;
    this.before = before;
  }

  /**
   * Begins with what the folder holds now, all of which counts as synced.
   *
   * @param aside an empty folder elsewhere for the record and the library
   */
  public static RecordedDisk of(Path folder, Path aside) throws IOException, InterruptedException {
    Path real = folder.toRealPath();
    Path source = aside.resolve("recorded_disk.c");
    try (InputStream c = RecordedDisk.class.getResourceAsStream("recorded_disk.c")) {
      Files.write(source, Objects.requireNonNull(c).readAllBytes());
    }
    Path library = aside.resolve("recorded_disk.so");
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-O1",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                source.toString(),
                "-ldl")
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), UTF_8);
    if (gcc.waitFor() != 0) {
      throw new IOException("gcc: " + said);
    }
    return new RecordedDisk(real, aside.resolve("record"), library, DiskState.of(real));
  }

  /** What the process has to be started with. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "RECORDED_DISK_FOLDER", folder.toString(),
        "RECORDED_DISK_LOG", log.toString());
  }

  /**
   * How far the record has come. What the process has answered by now, it did before this point.
   */
  public long position() {
    try {
      return Files.size(log);
    } catch (IOException notYet) {
      return 0;
    }
  }

  /** All points at which a sync was about to begin: where there is most to lose. */
  public List<Long> beforeSyncs() throws IOException {
    List<Long> points = new ArrayList<>();
    read(
        position(),
        (at, step) -> {
          if (step instanceof DiskStep.Sync) {
            points.add(at);
          }
        });
    return points;
  }

  /**
   * What stands on the disk when the power goes at a point: everything synced before, and of the
   * rest what {@code cut} leaves.
   *
   * @param position a point of the record; a step that is not whole by then did not happen
   */
  public DiskState after(long position, PowerCut cut) throws IOException {
    PlayedDisk disk = new PlayedDisk(folder, before);
    read(position, (at, step) -> disk.play(step));
    return disk.afterCut(cut);
  }

  /**
   * Holds the record against the folder itself, once the process has ended.
   *
   * @throws IllegalStateException when it changed files in a way that was not recorded: then no
   *     power cut played from it would mean anything
   */
  public void requireComplete() throws IOException {
    after(position(), PowerCut.none()).requireSame(DiskState.of(folder));
  }

  /**
   * The same of a process that was killed: it may have done one step that it could not write down.
   */
  public void requireCompleteUntilKilled() throws IOException {
    after(position(), PowerCut.none()).requireAtMostAStepBehind(DiskState.of(folder));
  }

  /** Takes each step with the point at which it begins. */
  private interface Reader {
    void step(long at, DiskStep step);
  }

  private void read(long position, Reader reader) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.nativeOrder());
    bytes.limit((int) Math.min(bytes.limit(), position));
    while (bytes.remaining() >= HEAD_BYTES) {
      long begin = bytes.position();
      char kind = (char) bytes.get();
      int number = bytes.getInt();
      long at = bytes.getLong();
      int pathBytes = bytes.getInt();
      int dataBytes = bytes.getInt();
      if (bytes.remaining() < pathBytes + dataBytes) {
        break;
      }
      byte[] path = new byte[pathBytes];
      byte[] data = new byte[dataBytes];
      bytes.get(path).get(data);
      reader.step(begin, step(kind, number, at, pathOf(path), data));
    }
  }

  /** As the folder's own paths are written. */
  private static Path pathOf(byte[] path) {
    return Path.of(new String(path, UTF_8)).normalize();
  }

  private static DiskStep step(char kind, int number, long at, Path path, byte[] data) {
    return switch (kind) {
      case 'o' -> new DiskStep.Open(number, path, (int) at, data.length > 0);
      case 'w' -> new DiskStep.Write(number, at, data);
      case 't' -> new DiskStep.Resize(number, at);
      case 's' -> new DiskStep.Sync(number);
      case 'r' -> new DiskStep.Rename(path, pathOf(data));
      case 'l' -> new DiskStep.Link(path, pathOf(data));
      case 'u', 'd' -> new DiskStep.Delete(path);
      case 'm' -> new DiskStep.MakeFolder(path, number);
      case 'p' -> new DiskStep.Mode(path, number);
      default -> throw new IllegalStateException("not recorded: " + kind + " " + path);
    };
  }
}
