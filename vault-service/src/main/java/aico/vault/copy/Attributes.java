package aico.vault.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Modes, times and user attributes. */
final class Attributes {
  private Attributes() {}

  /** Gives a file or folder what its source has; the time comes last. */
  static void copy(Path from, Kind source, Path to) throws IOException {
    Map<String, ByteBuffer> wanted = user(from);
    Map<String, ByteBuffer> there = user(to);
    if (!wanted.equals(there)) {
      UserDefinedFileAttributeView view = view(to);
      for (String name : there.keySet()) {
        view.delete(name);
      }
      for (var attribute : wanted.entrySet()) {
        view.write(attribute.getKey(), attribute.getValue().duplicate());
      }
    }
    Files.setAttribute(to, "unix:mode", source.mode());
    setModified(to, source.modified());
  }

  /** Also of a link itself. */
  static void setModified(Path path, FileTime time) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, null, null);
  }

  static boolean same(Path a, Path b) throws IOException {
    return user(a).equals(user(b));
  }

  private static Map<String, ByteBuffer> user(Path path) throws IOException {
    UserDefinedFileAttributeView view = view(path);
    Map<String, ByteBuffer> all = new HashMap<>();
    for (String name : view.list()) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      view.read(name, value);
      all.put(name, value.flip());
    }
    return all;
  }

  private static UserDefinedFileAttributeView view(Path path) throws IOException {
    @Nullable UserDefinedFileAttributeView view =
        Files.getFileAttributeView(
            path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      throw new IOException(path + ": user attributes are not supported");
    }
    return view;
  }
}
