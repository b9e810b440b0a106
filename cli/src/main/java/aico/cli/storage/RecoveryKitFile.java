package aico.cli.storage;

import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** {@code --recovery-kit FILE}: 0600, and never over a file that is there. */
public final class RecoveryKitFile {
  private static final String OPTION = "--recovery-kit";

  private RecoveryKitFile() {}

  /** Says early that a file cannot be written, before anything has been made. */
  public static void requireAbsent(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw CommandFailed.usage(OPTION, folder + ": no folder that can be written to");
    }
  }

  public static void write(Path file, SecretBytes kit) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer content = kit.segment().asByteBuffer();
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException there) {
      throw exists(file);
    } catch (IOException e) {
      throw CommandFailed.failed(file + ": cannot be written: " + Reasons.of(e));
    }
  }

  private static CommandFailed exists(Path file) {
    return CommandFailed.usage(OPTION, file + ": exists already, and is not overwritten");
  }
}
