package aico.cli.storage;

import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.Hook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings the owner's own rules and hooks out of a backup. Nothing in it vouches for them, and
 * whoever can write to the backup's place could have changed them. A rule runs no program, silences
 * no other and has no response after a restore, so that rules are in force again at once: less
 * detection would be worse. A hook is a program that runs as whoever runs the suite: it is put
 * aside, not executable, until the owner adds it again.
 */
public final class OwnersFiles {
  /** As much as audit-service reads of a rule. */
  static final int RULE_MAX_BYTES = 256 * 1024;

  /** As many as audit-service reads; more would be a fault there. */
  static final int RULES_MAX = 128;

  /** As much as a service reads of such a file. */
  static final int GRANTS_MAX_BYTES = 256 * 1024;

  private static final String RESTORED = ".restored";

  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\\.yml");
  private static final PlacedFile.Access ASIDE = new PlacedFile.Access(null, null, "rw-------");

  private final HomeLayout home;
  private final long uid;
  private final PlacedFile placed;

  /**
   * The files of a home.
   *
   * @param uid who runs hooks there
   */
  public OwnersFiles(HomeLayout home, long uid) {
    this.home = home;
    this.uid = uid;
    placed = new PlacedFile(home.staging());
  }

  /**
   * What came back.
   *
   * @param rules names of the files that are in force
   * @param hooks those that are put aside, each with the file it is in now
   * @param left how many others there were: links, oversize, misnamed
   */
  public record Brought(List<String> rules, List<Hook> hooks, int left) {
    public Brought {
      rules = List.copyOf(rules);
      hooks = List.copyOf(hooks);
    }
  }

  /** Brings both; {@code owner} is whose the rules become. */
  public Brought bring(BackupFolder.Backup backup, HomeTree.Owner owner) {
    List<Path> found = inside(backup.rules());
    List<String> rules = new ArrayList<>();
    for (Path file : found) {
      String name = file.getFileName().toString();
      Optional<byte[]> content =
          RULE.matcher(name).matches() && rules.size() < RULES_MAX
              ? content(file, RULE_MAX_BYTES)
              : Optional.empty();
      if (content.isPresent()) {
        HomeTree.folder(home.rules(), "rwx------", owner);
        placed.place(
            home.rules().resolve(name),
            content.get(),
            new PlacedFile.Access(owner.uid(), owner.gid(), "rw-------"));
        rules.add(name);
      }
    }
    List<Hook> all = new HookFolder(backup.hooks(), uid).all();
    List<Hook> hooks = all.stream().flatMap(hook -> aside(hook).stream()).toList();
    return new Brought(rules, hooks, found.size() - rules.size() + all.size() - hooks.size());
  }

  /**
   * Lays what gave others access, or had a service act by itself, beside where it stood: its
   * service takes it up from there, suspended. What is no plain file, or too large, stays behind.
   */
  public void suspended(Path from, Path state, HomeTree.Owner owner) {
    content(from, GRANTS_MAX_BYTES)
        .ifPresent(content ->
            placed.place(
                state.resolve(from.getFileName() + RESTORED),
                content,
                new PlacedFile.Access(owner.uid(), owner.gid(), "rw-------")));
  }

  private Optional<Hook> aside(Hook hook) {
    if (!HookFolder.isName(hook.name())) {
      return Optional.empty();
    }
    return content(hook.file(), HookFolder.MAX_BYTES)
        .map(content -> {
          Path vault = home.hooksAside().resolve(hook.vault());
          Path moment = vault.resolve(hook.moment() + HookFolder.SUFFIX);
          for (Path folder : List.of(home.hooksAside(), vault, moment)) {
            HomeTree.folder(folder, "rwx------", HomeTree.Owner.CALLER);
          }
          Path file = moment.resolve(hook.name());
          placed.place(file, content, ASIDE);
          return new Hook(hook.vault(), hook.moment(), hook.name(), file, "put aside by a restore");
        });
  }

  /** Of a plain file that is not too large. */
  private static Optional<byte[]> content(Path file, int maxBytes) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      return content.length <= maxBytes ? Optional.of(content) : Optional.empty();
    } catch (IOException unreadable) {
      throw CommandFailed.failed(file + ": cannot be read: " + Reasons.of(unreadable));
    }
  }

  private static List<Path> inside(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException unreadable) {
      throw CommandFailed.failed(folder + ": cannot be read: " + Reasons.of(unreadable));
    }
  }
}
