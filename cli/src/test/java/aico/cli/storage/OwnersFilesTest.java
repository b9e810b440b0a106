package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;

import aico.cli.HomeLayout;
import aico.cli.Hook;
import aico.cli.SuiteService;
import aico.cli.os.CallingUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the owner's own comes back from a place that nobody vouches for, and how. */
class OwnersFilesTest {
  private final HomeLayout home;
  private final BackupFolder.Backup backup;
  private final Path rules;
  private final Path hooks;

  OwnersFilesTest(@TempDir Path folder) throws IOException {
    home = new HomeLayout(Files.createDirectory(folder.resolve("home")));
    Files.createDirectories(home.staging());
    Files.createDirectories(home.rules().getParent());
    backup =
        new BackupFolder.Backup(
            folder.resolve("backup"), "0123456789abcdef0123456789abcdef", "2026-11-24T12:00:00Z");
    rules = Files.createDirectories(backup.rules());
    hooks = Files.createDirectories(backup.hooks().resolve("db/before-lock.d"));
  }

  private OwnersFiles.Brought bring() {
    return new OwnersFiles(home, CallingUser.uid()).bring(backup, HomeTree.Owner.CALLER);
  }

  @Test
  void rules_comeBackInForce_andHooksAside_notExecutable_alsoWhenDoneTwice() throws IOException {
    Files.writeString(rules.resolve("night.yml"), "title: at night");
    Path program = Files.writeString(hooks.resolve("10-stop"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxrwxrwx"));

    OwnersFiles.Brought first = bring();

    assertThat(bring()).isEqualTo(first);
    assertThat(first.rules()).containsExactly("night.yml");
    assertThat(home.rules().resolve("night.yml")).hasContent("title: at night");
    Path aside = home.hooksAside().resolve("db/before-lock.d/10-stop");
    assertThat(first.hooks()).extracting(Hook::file).containsExactly(aside);
    assertThat(first.hooks()).noneMatch(Hook::isRunnable);
    assertThat(first.left()).isZero();
    assertThat(aside).hasContent("#!/bin/sh");
    assertThat(Files.getPosixFilePermissions(aside))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(home.hooks()).doesNotExist();
    HookFolder active = new HookFolder(home.hooks(), CallingUser.uid());
    assertThat(active.add("db", "before-lock", aside, "10-stop").isRunnable()).isTrue();
  }

  @Test
  void links_oversize_andOtherNames_stayInTheBackup() throws IOException {
    Path secret = Files.writeString(home.root().resolve("secret"), "of this machine");
    Files.createSymbolicLink(rules.resolve("link.yml"), secret);
    Files.write(rules.resolve("large.yml"), new byte[OwnersFiles.RULE_MAX_BYTES + 1]);
    Files.writeString(rules.resolve("\u001b[2J.yml"), "title: x");
    Files.writeString(rules.resolve("note.txt"), "no rule");
    Files.createDirectory(rules.resolve("folder.yml"));
    Files.createSymbolicLink(hooks.resolve("link"), secret);
    Files.write(hooks.resolve("large"), new byte[HookFolder.MAX_BYTES + 1]);
    Files.writeString(hooks.resolve("a name"), "");
    Files.createDirectory(hooks.resolve("folder"));
    Files.createDirectories(backup.hooks().resolve("db/at-noon.d"));
    Files.createSymbolicLink(backup.hooks().resolve("other"), backup.hooks().resolve("db"));

    OwnersFiles.Brought brought = bring();

    assertThat(brought.rules()).isEmpty();
    assertThat(brought.hooks()).isEmpty();
    assertThat(brought.left()).isEqualTo(9);
    assertThat(home.rules()).doesNotExist();
    assertThat(home.hooksAside()).doesNotExist();
  }

  @Test
  void grants_areLaidBesideWhereTheyStood_andNeverInForceByALink() throws IOException {
    Path state = home.state(SuiteService.AUDIT);
    OwnersFiles owners = new OwnersFiles(home, CallingUser.uid());
    Path granted = backup.folder().resolve("integrators.json");
    Files.writeString(granted, "granted");
    owners.suspended(granted, state, HomeTree.Owner.CALLER);
    owners.suspended(granted, state, HomeTree.Owner.CALLER);
    Path aside = state.resolve("integrators.json.restored");
    assertThat(aside).hasContent("granted");
    Files.delete(aside);

    Path planted = Files.writeString(backup.folder().resolve("planted"), "planted");
    Files.delete(granted);
    owners.suspended(granted, state, HomeTree.Owner.CALLER);
    Files.createSymbolicLink(granted, planted);
    owners.suspended(granted, state, HomeTree.Owner.CALLER);
    Files.delete(granted);
    Files.write(granted, new byte[OwnersFiles.GRANTS_MAX_BYTES + 1]);
    owners.suspended(granted, state, HomeTree.Owner.CALLER);
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void foldersThatAreLinks_areNotFollowed_andBackupsOfBeforeHaveNone() throws IOException {
    Path elsewhere = Files.createDirectory(home.root().resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("x.yml"), "title: x");
    Files.delete(rules);
    Files.createSymbolicLink(rules, elsewhere);
    Trees.remove(backup.hooks());

    OwnersFiles.Brought brought = bring();

    assertThat(brought.rules()).isEmpty();
    assertThat(brought.hooks()).isEmpty();
    assertThat(brought.left()).isZero();
  }
}
