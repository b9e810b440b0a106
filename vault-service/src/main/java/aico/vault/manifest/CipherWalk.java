package aico.vault.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import aico.bus.crypto.Hex;
import aico.vault.FileTrees.Watch;
import aico.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Meets each file of a folder of ciphertext once, in the order of a manifest. */
final class CipherWalk {
  private static final int BUFFER_BYTES = 128 * 1024;

  private final Watch watch;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  interface Visitor {
    /** Nothing more is done where the file is gone meanwhile. */
    void file(Path file, String path, FileState state) throws NoSuchFileException;
  }

  CipherWalk(Watch watch) {
    this.watch = watch;
  }

  void walk(Path root, Visitor visitor) {
    walk(root, "", visitor);
  }

  private void walk(Path folder, String prefix, Visitor visitor) {
    Map<String, Path> odd = new HashMap<>();
    for (String name : names(folder, odd)) {
      watch.check();
      Path file = odd.getOrDefault(name, folder.resolve(name));
      String path = prefix + name;
      try {
        FileState state = FileState.of(file);
        if (state.folder()) {
          walk(file, path + '/', visitor);
        } else {
          visitor.file(file, path, state);
          watch.done(1, 0);
        }
      } catch (NoSuchFileException gone) {
        // A live vault; whoever misses it says so.
      } catch (IOException failed) {
        throw failure(file, failed);
      }
    }
  }

  /**
   * The names in a folder, escaped and in order. Names alone, since a folder of a hundred thousand
   * files has to fit into a small heap; {@code odd} gets the paths of those that had to be escaped.
   */
  private static List<String> names(Path folder, Map<String, Path> odd) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      for (Path file : inside) {
        String name = file.getFileName().toString();
        String escaped = escaped(name);
        if (!escaped.equals(name)) {
          odd.put(escaped, file);
        }
        names.add(escaped);
      }
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException failed) {
      throw failure(folder, failed);
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /** gocryptfs' own names need none of it. */
  static String escaped(String name) {
    boolean plain = name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '%');
    if (plain) {
      return name;
    }
    StringBuilder escaped = new StringBuilder();
    for (byte b : name.getBytes(UTF_8)) {
      if (b > ' ' && b < 0x7F && b != '%') {
        escaped.append((char) b);
      } else {
        escaped.append("%%%02x".formatted(b));
      }
    }
    return escaped.toString();
  }

  /** SHA-256 of a file's content, or of where a link leads. */
  String hash(Path file) throws NoSuchFileException {
    MessageDigest sha256 = sha256();
    try {
      if (Files.isSymbolicLink(file)) {
        return Hex.encode(sha256.digest(Files.readSymbolicLink(file).toString().getBytes(UTF_8)));
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return Hex.encode(sha256.digest());
      }
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          watch.check();
          sha256.update(buffer, 0, count);
          watch.done(0, count);
        }
      }
      return Hex.encode(sha256.digest());
    } catch (NoSuchFileException gone) {
      throw gone;
    } catch (IOException failed) {
      throw failure(file, failed);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  static VaultException failure(Path about, IOException failed) {
    return new VaultException("cannot read %s: %s".formatted(about, failed.getMessage()), failed);
  }
}
