package aico.vault.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says of a file.
 *
 * @param changedNs its ctime, which every write, rename of it and change of its mode sets, and
 *     which no program can set back
 */
record FileState(long sizeBytes, long changedNs, long inode, boolean folder) {
  private static final int TYPE_BITS = 0xF000;
  private static final int FOLDER_BITS = 0x4000;

  static FileState of(Path path) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(path, "unix:mode,size,ctime,ino", LinkOption.NOFOLLOW_LINKS);
    return new FileState(
        field(found, "size", Long.class),
        field(found, "ctime", FileTime.class).to(TimeUnit.NANOSECONDS),
        field(found, "ino", Long.class),
        (field(found, "mode", Integer.class) & TYPE_BITS) == FOLDER_BITS);
  }

  private static <T> T field(Map<String, Object> found, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(found.get(name), name));
  }
}
