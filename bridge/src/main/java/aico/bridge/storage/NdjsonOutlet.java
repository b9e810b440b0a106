package aico.bridge.storage;

import aico.bridge.Event;
import aico.bridge.Outcome;
import aico.bridge.Outlet;
import aico.bridge.Target.Rotation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file with one event a line, for tools that follow files. What it took is on disk: it syncs
 * before it says so. Old files are {@code <name>.1} (the youngest) and so on; whoever follows by
 * inode, as Promtail and Wazuh do, misses nothing.
 *
 * <p>A line that a crash cut short is removed before the next is written: its event was not
 * acknowledged and comes again.
 */
public final class NdjsonOutlet implements Outlet {
  private static final int BATCH = 64;
  private static final long MIB = 1L << 20;

  private final Path file;
  private final Rotation rotation;
  private final Function<Event, byte[]> body;
  private final LongSupplier nowMs;
  private @Nullable FileChannel channel;
  private long length;
  private long bornMs;

  public NdjsonOutlet(
      Path file, Rotation rotation, Function<Event, byte[]> body, LongSupplier nowMs) {
    this.file = file;
    this.rotation = rotation;
    this.body = body;
    this.nowMs = nowMs;
  }

  @Override
  public int batch() {
    return BATCH;
  }

  /** A line of its own channel: the process that delivers has its own idea of the length. */
  @Override
  public Outcome test(Event event) {
    try (FileChannel once =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")))) {
      once.write(ByteBuffer.wrap(lines(List.of(event))));
      once.force(false);
      return Outcome.delivered();
    } catch (IOException e) {
      return Outcome.later(inWords(e));
    }
  }

  @Override
  public Outcome deliver(List<Event> events) {
    try {
      byte[] bytes = lines(events);
      FileChannel open = open();
      if (length > 0
          && (length + bytes.length > rotation.mib() * MIB
              || nowMs.getAsLong() - bornMs > TimeUnit.HOURS.toMillis(rotation.hours()))) {
        rotate();
        open = open();
      }
      Lines.append(open, length, ByteBuffer.wrap(bytes));
      length += bytes.length;
      return Outcome.delivered();
    } catch (IOException e) {
      close();
      return Outcome.later(inWords(e));
    }
  }

  private byte[] lines(List<Event> events) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Event event : events) {
      lines.writeBytes(body.apply(event));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  /** The file under its name: another one there, or a test's line, is noticed. */
  private FileChannel open() throws IOException {
    FileChannel standing = channel;
    if (standing != null) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) == length
          && standing.size() == length) {
        return standing;
      }
      close();
    }
    FileChannel fresh =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    channel = fresh;
    length = Lines.wholeLength(fresh);
    fresh.truncate(length);
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    bornMs = length == 0 ? nowMs.getAsLong() : attributes.creationTime().toMillis();
    StateFile.sync(file.toAbsolutePath().getParent());
    return fresh;
  }

  private void rotate() throws IOException {
    close();
    Files.deleteIfExists(old(rotation.keep()));
    for (int number = rotation.keep() - 1; number >= 1; number--) {
      if (Files.exists(old(number), LinkOption.NOFOLLOW_LINKS)) {
        Files.move(old(number), old(number + 1), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.move(file, old(1), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path old(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private static String inWords(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  @Override
  public void close() {
    FileChannel standing = channel;
    channel = null;
    if (standing != null) {
      try {
        standing.close();
      } catch (IOException e) {
        // What it took was synced.
      }
    }
  }
}
