package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.VaultRequest;
import aico.cli.CommandFailed;
import aico.cli.Hook;
import aico.cli.os.CallingUser;
import aico.cli.os.HookProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which programs are run as hooks, and how. */
class HookFolderTest {
  private static final String MOMENT = "before-lock";

  @TempDir private Path parent;
  private HookFolder hooks;
  private Path program;
  private Path moment;

  @BeforeEach
  void start() throws IOException {
    hooks = new HookFolder(parent.resolve("hooks"), CallingUser.uid());
    program = Files.writeString(parent.resolve("program"), "#!/bin/sh\nexit 0\n");
    moment = parent.resolve("hooks/db/before-lock.d");
  }

  @Test
  void add_listsAndRemoves_inTheOrderOfNames() {
    hooks.add("db", MOMENT, program, "20-b");
    hooks.add("db", MOMENT, program, "10-a");
    hooks.add("other", "after-mount", program, "x");
    assertThat(hooks.of("db", MOMENT)).extracting(Hook::name).containsExactly("10-a", "20-b");
    assertThat(hooks.all()).hasSize(3).allMatch(Hook::isRunnable);
    assertThatThrownBy(() -> hooks.add("db", MOMENT, program, "10-a"))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("exists");
    assertThat(hooks.remove("db", MOMENT, "10-a")).isTrue();
    assertThat(hooks.remove("db", MOMENT, "10-a")).isFalse();
    assertThat(hooks.of("none")).isEmpty();
  }

  @Test
  void found_tellsAnotherContent_andLeavesOutWhatDoesNotRun() throws IOException {
    hooks.add("db", MOMENT, program, "20-b");
    hooks.add("db", MOMENT, program, "30-c");
    Files.setPosixFilePermissions(
        moment.resolve("30-c"), PosixFilePermissions.fromString("rw-------"));
    // sha256sum of the program
    VaultRequest.HookFile before =
        new VaultRequest.HookFile("db", MOMENT, "20-b", "306c6ca7407560340797866e077e0536");
    assertThat(hooks.found()).containsExactly(before);

    Files.writeString(moment.resolve("20-b"), "#!/bin/sh\nexit 1\n");
    assertThat(hooks.found())
        .singleElement()
        .satisfies(hook -> assertThat(hook).isNotEqualTo(before));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hooks", "hooks/db", "hooks/db/before-lock.d", "hooks/db/before-lock.d/a"})
  void what_othersMayWrite_isNotRun(String path) throws IOException {
    hooks.add("db", MOMENT, program, "a");
    Path open = parent.resolve(path);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThat(problem()).contains(open + ": others may write to it");
  }

  @Test
  void what_belongsToAnother_isNotRun() {
    hooks.add("db", MOMENT, program, "a");
    HookFolder another = new HookFolder(parent.resolve("hooks"), CallingUser.uid() + 1);
    assertThat(another.of("db", MOMENT).getFirst().problem()).contains("belongs to user");
  }

  @Test
  void links_folders_andWhatIsNotExecutable_areNotRun() throws IOException {
    Hook hook = hooks.add("db", MOMENT, program, "a");
    Files.setPosixFilePermissions(hook.file(), PosixFilePermissions.fromString("rw-------"));
    assertThat(problem()).contains("not executable");
    Files.delete(hook.file());
    Files.createSymbolicLink(hook.file(), program);
    assertThat(problem()).contains("not a plain file");
    Files.delete(hook.file());
    Files.createDirectory(hook.file());
    assertThat(problem()).contains("not a plain file");
  }

  @Test
  void folder_thatIsALink_isNotEntered() throws IOException {
    hooks.add("db", MOMENT, program, "a");
    Path elsewhere = parent.resolve("elsewhere");
    Files.move(moment, elsewhere);
    Files.createSymbolicLink(moment, elsewhere);
    assertThat(hooks.of("db")).isEmpty();
  }

  @Test
  void otherNames_areShownAndNotRun_otherMomentsAreNothing() throws IOException {
    hooks.add("db", MOMENT, program, "a");
    Files.copy(program, moment.resolve("a.dpkg-old"));
    Files.createDirectory(parent.resolve("hooks/db/at-noon.d"));
    assertThat(hooks.of("db")).extracting(Hook::name).containsExactly("a", "a.dpkg-old");
    assertThat(hooks.of("db").get(1).problem()).contains("its name");
  }

  @Test
  void run_givesTheExitCode_whatIsPrinted_andWhatItIsTold() throws Exception {
    Path log = parent.resolve("log");
    Hook hook = script("echo \"$AICO_VAULT $HOME.\"; exit 7");
    assertThat(HookProcess.run(hook, Map.of("AICO_VAULT", "db"), 10_000, log).exit_code())
        .isEqualTo(7);
    assertThat(log).content().isEqualTo("db .\n");
  }

  @Test
  void run_beyondItsLimit_isEnded_withWhatItStarted() throws Exception {
    Path log = parent.resolve("log");
    Hook hook = script("sleep 600 & echo $!; wait");
    assertThat(HookProcess.run(hook, Map.of(), 1000, log).exit_code())
        .isEqualTo(Hook.Ended.AT_LIMIT);
    long child = Long.parseLong(Files.readString(log).strip());
    await().until(() -> !isRunning(child));
  }

  /** A process that nobody has waited for yet has ended all the same. */
  private static boolean isRunning(long pid) throws IOException {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
  }

  @Test
  void run_thatCannotStart_saysSo() throws Exception {
    Hook hook = script("");
    Files.writeString(hook.file(), "#!/no/such/shell\n");
    assertThat(HookProcess.run(hook, Map.of(), 1000, parent.resolve("log")).exit_code())
        .isEqualTo(Hook.Ended.NOT_STARTED);
  }

  private Hook script(String body) throws IOException {
    Files.writeString(program, "#!/bin/sh\n" + body + "\n");
    return hooks.add("db", MOMENT, program, "script");
  }

  private String problem() {
    List<Hook> all = hooks.of("db", MOMENT);
    assertThat(all).hasSize(1);
    return String.valueOf(all.getFirst().problem());
  }
}
