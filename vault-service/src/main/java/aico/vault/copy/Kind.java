package aico.vault.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * What lies at a path, the link itself where it is one.
 *
 * @param inode the same for all names of one file
 * @param names how many there are
 */
record Kind(Type type, int mode, long sizeBytes, FileTime modified, long inode, int names) {
  private static final String FIELDS = "unix:mode,size,lastModifiedTime,ino,nlink";
  private static final int TYPE_BITS = 0xF000;
  private static final int MODE_BITS = 0xFFF;

  enum Type {
    FOLDER,
    FILE,
    LINK,
    /** A socket, a pipe or a device. */
    OTHER
  }

  static Kind of(Path path) throws IOException {
    Map<String, Object> found = Files.readAttributes(path, FIELDS, LinkOption.NOFOLLOW_LINKS);
    int mode = field(found, "mode", Integer.class);
    return new Kind(
        type(mode & TYPE_BITS),
        mode & MODE_BITS,
        field(found, "size", Long.class),
        field(found, "lastModifiedTime", FileTime.class),
        field(found, "ino", Long.class),
        field(found, "nlink", Integer.class));
  }

  private static <T> T field(Map<String, Object> found, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(found.get(name), name));
  }

  private static Type type(int bits) {
    return switch (bits) {
      case 0x4000 -> Type.FOLDER;
      case 0x8000 -> Type.FILE;
      case 0xA000 -> Type.LINK;
      default -> Type.OTHER;
    };
  }

  /** Whether a copy that was given the source's time last is of this source. */
  boolean looksLike(Kind source) {
    return type == source.type
        && sizeBytes == source.sizeBytes
        && modified.equals(source.modified)
        && mode == source.mode;
  }
}
