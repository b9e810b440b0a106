package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.vault.Hooks.Moment;
import aico.vault.KnownHooks.Hook;
import aico.vault.storage.FileHookMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHooksTest {
  private static final Asker SUPERVISOR = new Asker("cli", null, "c", "request");
  private static final Hook STOP = hook("diary", Moment.BEFORE_LOCK, "10-stop", "00");
  private static final Hook START = hook("diary", Moment.AFTER_MOUNT, "start", "00");
  private static final Hook OTHER = hook("gone", Moment.BEFORE_LOCK, "10-stop", "00");

  @TempDir private Path folder;
  private final ListRecorder trail = new ListRecorder();
  private Path file;
  private KnownHooks hooks;

  private static Hook hook(String vault, Moment moment, String name, String digest) {
    return new Hook(new Hooks.Point(new VaultName(vault), moment), name, digest.repeat(16));
  }

  @BeforeEach
  void start() {
    file = folder.resolve("hooks.json");
    hooks = new KnownHooks(new FileHookMemory(file), trail);
  }

  private void found(Hook... now) {
    hooks.found(Set.of(now), SUPERVISOR, vault -> vault.text().equals("diary") ? "owner" : null);
  }

  @Test
  void whatIsNew_another_orGone_isRecorded_onceAndOverRestarts() {
    found();
    assertThat(trail.lines()).isEmpty();
    assertThat(file).doesNotExist();
    found(STOP, OTHER);
    assertThat(trail.lines())
        .containsExactlyInAnyOrder(
            "hook ADDED diary before-lock 10-stop of owner",
            "hook ADDED gone before-lock 10-stop of null");
    found(OTHER, STOP);
    start();
    found(STOP, OTHER);
    assertThat(trail.lines()).hasSize(2);

    trail.lines().clear();
    start();
    found(START, hook("diary", Moment.BEFORE_LOCK, "10-stop", "ff"));
    assertThat(trail.lines())
        .containsExactlyInAnyOrder(
            "hook ADDED diary after-mount start of owner",
            "hook CHANGED diary before-lock 10-stop of owner",
            "hook REMOVED gone before-lock 10-stop of null");

    trail.lines().clear();
    start();
    found();
    assertThat(trail.lines())
        .containsExactlyInAnyOrder(
            "hook REMOVED diary after-mount start of owner",
            "hook REMOVED diary before-lock 10-stop of owner");
  }

  @Test
  void whatCannotBeRecorded_isNewTheNextTime_too() {
    trail.full(true, false);
    assertThatThrownBy(() -> found(STOP)).isInstanceOf(Recorder.NotRecordedException.class);
    assertThat(file).doesNotExist();
    trail.full(false, false);
    found(STOP);
    assertThat(trail.lines()).containsExactly("hook ADDED diary before-lock 10-stop of owner");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"version\":2,\"hooks\":[]}",
        "{\"version\":1}",
        "{\"version\":1,\"hooks\":[\"diary before-lock stop\"]}",
        "{\"version\":1,\"hooks\":[\"diary before-lock st/op 00000000000000000000000000000000\"]}",
        "{\"version\":1,\"hooks\":[\"diary never stop 00000000000000000000000000000000\"]}",
        "{\"version\":1,\"hooks\":[\"../up before-lock stop 00000000000000000000000000000000\"]}",
        "{\"version\":1,\"hooks\":[\"diary before-lock stop 00\"]}",
        "{\"version\":1,\"hooks\":[],\"more\":1}"
      })
  void damagedOrNewerFile_isRefused_andNothingTakenForNew(String content) throws IOException {
    Files.writeString(file, content);
    assertThatThrownBy(() -> found(STOP))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("hooks.json");
    assertThat(trail.lines()).isEmpty();
    assertThat(file).hasContent(content);
  }
}
