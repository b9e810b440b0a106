package aico.cli.storage;

import aico.cli.CommandFailed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A new file (0600) that is written line by line; what is not finished does not stay. */
public final class ExportFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final BufferedWriter out;
  private boolean finished;

  /** Makes the file; one that exists is never overwritten. */
  public ExportFile(Path file) {
    this.file = file;
    try {
      channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    } catch (FileAlreadyExistsException e) {
      throw CommandFailed.usage("FILE", file + ": exists already");
    } catch (IOException e) {
      throw CommandFailed.usage("FILE", file + ": cannot be made: " + Reasons.of(e));
    }
  }

  public void line(String text) {
    text(text + "\n");
  }

  public void text(String text) {
    try {
      out.write(text);
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  /** All of it is there, and on the disk. */
  public void finish() {
    try {
      out.flush();
      channel.force(true);
      finished = true;
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  private CommandFailed cannot(IOException e) {
    return CommandFailed.failed(file + ": cannot be written: " + Reasons.of(e));
  }

  @Override
  public void close() {
    try {
      channel.close();
      if (!finished) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
