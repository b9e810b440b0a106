package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.Suite.ImportRequest;
import aico.cli.Suite.VaultImported;
import aico.cli.VaultStatus;
import aico.cli.os.AsUser;
import aico.cli.os.Mounts;
import aico.cli.os.Run;
import aico.cli.os.SystemUsers;
import aico.cli.storage.ImportNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a folder of plain files into a new vault:
 *
 * <ol>
 *   <li>is there room? then what uses the folder is stopped, if so told
 *   <li>a new vault, and a note of what is imported into it
 *   <li>the copy, synced, mounted anew, and compared file by file
 *   <li>the folder gets another name, and a link to the vault has its own
 *   <li>told to finish, the original goes
 * </ol>
 *
 * <p>Interrupted anywhere, the same command goes on. What touches the folder is done as its owner.
 */
final class VaultImport {
  private static final String SUFFIX = ".before-import";
  private static final int ROUNDS_LIMIT = 3;

  /** What is left free for everything else on the disk, and for headers and names. */
  private static final long SPARE_BYTES = 64L << 20;

  /** gocryptfs adds 50 bytes to 4 KiB. */
  private static final double OVERHEAD = 1.02;

  private static final Duration PROGRAM_LIMIT = Duration.ofMinutes(2);
  private static final Duration LONG_LIMIT = Duration.ofHours(12);

  /** The vault as the rest of the command makes and shows it. */
  interface Vaults {
    Optional<VaultStatus> find(String name);

    VaultStatus create(String name, @Nullable Path at, @Nullable String systemUser);

    VaultStatus mount(String name);

    VaultStatus unmount(String name);

    /** Has it recorded that a folder was taken in. */
    void imported(String name);
  }

  private final Surroundings surroundings;
  private final HomeLayout home;
  private final Vaults vaults;
  private final @Nullable String user;

  VaultImport(Surroundings surroundings, HomeConfig config, Vaults vaults) {
    this.surroundings = surroundings;
    home = surroundings.home();
    this.vaults = vaults;
    user =
        config.hasServiceUsers() && config.owner_uid() != 0
            ? SystemUsers.nameOf(config.owner_uid())
            : null;
  }

  VaultImported run(ImportRequest request) {
    Path dir = request.dir().toAbsolutePath().normalize();
    String name = request.name();
    Optional<ImportNote> found = ImportNote.read(home.imports(), name);
    found.ifPresent(note -> requireSame(note, dir));
    if (request.finish()) {
      return finish(
          found.orElseThrow(() ->
              CommandFailed.usage("--finish", "nothing was imported into vault '" + name + "'")));
    }
    if (found.isPresent() && found.get().switched()) {
      return done(found.get(), vaults.mount(name), 0, 0, 0);
    }
    requireFolder(dir);
    ImportNote note = found.orElseGet(() -> begin(request, dir));
    program(request.stop(), "--stop");
    VaultStatus vault =
        vaults.find(name).isPresent()
            ? vaults.mount(name)
            : vaults.create(name, request.at(), request.system_user());
    FolderCopy.Ended copied = copyUntilSame(dir, Path.of(vault.path()), name);
    vaults.imported(name);
    switchTo(note, vault);
    program(request.start(), "--start");
    return done(note, vault, copied.files(), copied.bytes(), copied.count());
  }

  private static void requireSame(ImportNote note, Path dir) {
    if (!note.dir().equals(dir)) {
      throw CommandFailed.usage(
          "DIR",
          "vault %s takes up %s: finish that first, or name another vault"
              .formatted(note.vault(), note.dir()));
    }
  }

  private void requireFolder(Path dir) {
    if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
      throw CommandFailed.usage("DIR", dir + ": no folder, or a link to one");
    }
    if (dir.startsWith(home.root()) || home.root().startsWith(dir)) {
      throw CommandFailed.usage("DIR", dir + ": the home is, or lies, in it");
    }
    Path parent = dir.getParent();
    if (parent == null
        || Mounts.below(parent).stream().anyMatch(point -> Path.of(point).startsWith(dir))) {
      throw CommandFailed.usage(
          "DIR",
          dir
              + ": something is mounted there (expected: a folder of that disk; import its folders)");
    }
  }

  private ImportNote begin(ImportRequest request, Path dir) {
    if (vaults.find(request.name()).isPresent()) {
      throw CommandFailed.failed(
          "vault %s: exists (expected: a new one; name it with --name)".formatted(request.name()));
    }
    Path original = dir.resolveSibling(dir.getFileName() + SUFFIX);
    if (Files.exists(original, LinkOption.NOFOLLOW_LINKS)) {
      throw CommandFailed.failed(
          original + ": exists (expected: nothing; the original will be it)");
    }
    requireRoom(dir, request.at());
    ImportNote note = new ImportNote(request.name(), dir, original, false);
    note.write(home.imports(), home.staging());
    return note;
  }

  private void requireRoom(Path dir, @Nullable Path at) {
    Path place = at == null ? home.vaults() : at;
    Run.Ended counted = asOwner(LONG_LIMIT, List.of("du", "-s", "-B1", "--", dir.toString()));
    if (!counted.ok()) {
      throw CommandFailed.failed(dir + ": " + counted.lastLine());
    }
    long needed =
        Math.round(Long.parseLong(counted.lastLine().split("\\s", 2)[0]) * OVERHEAD) + SPARE_BYTES;
    try {
      long free = Files.getFileStore(place).getUsableSpace();
      if (free < needed) {
        throw CommandFailed.failed(
            "too little space on the disk of %s: %d MiB free (expected: >= %d MiB)"
                .formatted(place, free >> 20, (needed >> 20) + 1));
      }
    } catch (IOException unknown) {
      throw CommandFailed.usage("--at", place + ": there is no such folder");
    }
  }

  private FolderCopy.Ended copyUntilSame(Path dir, Path files, String name) {
    FolderCopy copy = new FolderCopy(home, user, surroundings.progress());
    for (int round = 1; ; round++) {
      FolderCopy.Ended copied = copy.copy(dir, files);
      // Mounted anew, so that what is compared was read and deciphered, not remembered.
      vaults.unmount(name);
      vaults.mount(name);
      long different = copy.verify(dir, files).count();
      if (different == 0) {
        return copied;
      }
      if (round == ROUNDS_LIMIT) {
        throw CommandFailed.failed(
            "%d files changed while they were copied, %d times: stop what writes to %s (--stop)"
                .formatted(different, round, dir));
      }
      surroundings.say("%d files differ and are copied again".formatted(different));
    }
  }

  private void switchTo(ImportNote note, VaultStatus vault) {
    String dir = note.dir().toString();
    if (!Files.isSymbolicLink(note.dir())) {
      if (Files.isDirectory(note.dir(), LinkOption.NOFOLLOW_LINKS)) {
        require(
            asOwner(PROGRAM_LIMIT, List.of("mv", "-nT", "--", dir, note.original().toString())));
      }
      require(asOwner(PROGRAM_LIMIT, List.of("ln", "-sT", "--", vault.path(), dir)));
    }
    new ImportNote(note.vault(), note.dir(), note.original(), true)
        .write(home.imports(), home.staging());
  }

  private VaultImported finish(ImportNote note) {
    if (!note.switched()) {
      throw CommandFailed.failed(
          "vault %s: the import is not done: run it again without --finish"
              .formatted(note.vault()));
    }
    VaultStatus vault = vaults.mount(note.vault());
    if (Files.exists(note.original(), LinkOption.NOFOLLOW_LINKS)) {
      require(
          asOwner(
              LONG_LIMIT,
              List.of("rm", "-rf", "--one-file-system", "--", note.original().toString())));
    }
    ImportNote.remove(home.imports(), note.vault());
    return new VaultImported(
        note.vault(), vault.state(), vault.path(), note.dir().toString(), null, 0, 0, 0);
  }

  private static VaultImported done(
      ImportNote note, VaultStatus vault, long files, long bytes, long leftOut) {
    return new VaultImported(
        note.vault(),
        vault.state(),
        vault.path(),
        note.dir().toString(),
        note.original().toString(),
        files,
        bytes,
        leftOut);
  }

  private void program(@Nullable Path program, String option) {
    if (program == null) {
      return;
    }
    Run.Ended ended =
        Run.toEnd(PROGRAM_LIMIT, List.of(program.toAbsolutePath().normalize().toString()));
    if (!ended.ok()) {
      throw CommandFailed.failed(
          "%s %s: exit code %d: %s".formatted(option, program, ended.code(), ended.lastLine()));
    }
  }

  private Run.Ended asOwner(Duration limit, List<String> command) {
    List<String> line = new ArrayList<>();
    if (user != null) {
      line.addAll(AsUser.prefix(user, true));
    }
    line.addAll(command);
    return Run.toEnd(limit, line);
  }

  private static void require(Run.Ended ended) {
    if (!ended.ok()) {
      throw CommandFailed.failed(ended.lastLine());
    }
  }
}
