package aico.cli.storage;

import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.contract.VaultRequest;
import aico.cli.CommandFailed;
import aico.cli.Hook;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The owner's hooks: {@code hooks/<vault>/<moment>.d/<name>}, run as whoever runs the suite. So
 * nothing counts that anyone else could have put or changed there: every folder from {@code hooks}
 * on and every program has to belong to that user, be writable by nobody else, and be no symbolic
 * link.
 */
public final class HookFolder {
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  static final String SUFFIX = ".d";
  static final int MAX_BYTES = 1 << 20;
  private static final int DIGEST_BYTES = 16;

  private final Path root;
  private final long uid;

  /**
   * The hooks of a home.
   *
   * @param uid who runs them
   */
  public HookFolder(Path root, long uid) {
    this.root = root;
    this.uid = uid;
  }

  /** Of all vaults. */
  public List<Hook> all() {
    return inside(root).stream()
        .filter(folder -> Shapes.NAME.matcher(folder.getFileName().toString()).matches())
        .flatMap(folder -> of(folder.getFileName().toString()).stream())
        .toList();
  }

  /** Of one vault, by moment and name; also those that are not run. */
  public List<Hook> of(String vault) {
    List<Hook> hooks = new ArrayList<>();
    for (Path folder : inside(root.resolve(vault))) {
      String moment = folder.getFileName().toString().replaceFirst("\\.d$", "");
      if (!folder.toString().endsWith(SUFFIX) || !isMoment(moment)) {
        continue;
      }
      for (Path file : inside(folder)) {
        hooks.add(
            new Hook(vault, moment, file.getFileName().toString(), file, problem(vault, file)));
      }
    }
    return hooks;
  }

  /** Those of one moment, in the order in which they run. */
  public List<Hook> of(String vault, String moment) {
    return of(vault).stream().filter(hook -> hook.moment().equals(moment)).toList();
  }

  private static boolean isMoment(String text) {
    try {
      Shapes.moment("moment", text);
      return true;
    } catch (InvalidField other) {
      return false;
    }
  }

  static boolean isName(String text) {
    try {
      Shapes.hook("hook", text);
      return true;
    } catch (InvalidField other) {
      return false;
    }
  }

  private @Nullable String problem(String vault, Path file) {
    if (!isName(file.getFileName().toString())) {
      return "its name has other characters than A-Z, a-z, 0-9, _ and -";
    }
    for (Path folder : List.of(root, root.resolve(vault), requireParent(file))) {
      String problem = problemOf(folder, true);
      if (problem != null) {
        return problem;
      }
    }
    String problem = problemOf(file, false);
    if (problem != null) {
      return problem;
    }
    return Files.isExecutable(file) ? null : file + ": not executable (chmod 0700)";
  }

  private @Nullable String problemOf(Path path, boolean folder) {
    try {
      PosixFileAttributes found =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (folder ? !found.isDirectory() : !found.isRegularFile()) {
        return path + ": not a " + (folder ? "folder" : "plain file");
      }
      Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!(owner instanceof Number number) || number.longValue() != uid) {
        return path + ": belongs to user " + owner + " (expected: " + uid + ")";
      }
      return found.permissions().stream().anyMatch(OTHERS_WRITE::contains)
          ? path + ": others may write to it (chmod go-w)"
          : null;
    } catch (IOException unreadable) {
      return path + ": " + Reasons.of(unreadable);
    }
  }

  /**
   * Those that are run, as vault-service is told of them; at most {@link
   * VaultRequest.HooksFound#MAX}, which no home comes near.
   */
  public List<VaultRequest.HookFile> found() {
    List<VaultRequest.HookFile> found = new ArrayList<>();
    for (Hook hook : all()) {
      if (hook.isRunnable() && found.size() < VaultRequest.HooksFound.MAX) {
        try {
          found.add(
              new VaultRequest.HookFile(
                  hook.vault(), hook.moment(), hook.name(), digest(hook.file())));
        } catch (IOException gone) {
          // Removed meanwhile, or it cannot be read and so cannot be run.
        }
      }
    }
    return found;
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
      return HexFormat.of().formatHex(sha256.digest(), 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** Copies a program in; an existing one of that name stays. */
  public Hook add(String vault, String moment, Path program, String name) {
    Path folder = root.resolve(vault).resolve(moment + SUFFIX);
    Path file = folder.resolve(name);
    try {
      if (Files.size(program) > MAX_BYTES) {
        throw CommandFailed.usage("FILE", program + ": larger than " + MAX_BYTES + " bytes");
      }
      byte[] content = Files.readAllBytes(program);
      for (Path each : List.of(root, root.resolve(vault), folder)) {
        HomeTree.folder(each, "rwx------", HomeTree.Owner.CALLER);
      }
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.write(file, content);
    } catch (FileAlreadyExistsException exists) {
      throw CommandFailed.failed(file + ": exists: remove it first");
    } catch (IOException failed) {
      throw CommandFailed.failed(file + ": cannot be written: " + Reasons.of(failed));
    }
    return new Hook(vault, moment, name, file, problem(vault, file));
  }

  /** Whether there was one. */
  public boolean remove(String vault, String moment, String name) {
    Path file = root.resolve(vault).resolve(moment + SUFFIX).resolve(name);
    try {
      return Files.deleteIfExists(file);
    } catch (IOException failed) {
      throw CommandFailed.failed(file + ": cannot be removed: " + Reasons.of(failed));
    }
  }

  private static List<Path> inside(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static Path requireParent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalStateException(file + ": has no folder");
    }
    return parent;
  }
}
