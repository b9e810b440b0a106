package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code subscribe.py} against a small log over real CURVE sockets, honest and not. */
class SubscriberIT {
  private static final Path PROGRAM = Path.of("src/main/resources/integrator/subscribe.py");

  @TempDir Path folder;

  private record Ended(int code, List<String> out, String err) {}

  @BeforeEach
  void installProgram() throws IOException {
    Files.copy(PROGRAM, folder.resolve("subscribe.py"), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void honestLog_isPrintedAcknowledgedAndRemembered() throws IOException {
    Ended first = against("honest", "--from", "0", "--count", "5");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .containsExactly(
            "{\"event\": 0}",
            "{\"event\": 1}",
            "{\"event\": 2}",
            "{\"event\": 3}",
            "{\"event\": 4}");
    assertThat(folder.resolve("server.out")).content().endsWith("ack 5\n");
    assertThat(folder.resolve("last-checkpoint.json")).content().contains("\"size\": 7");

    Ended grown = against("grown", "--from", "5", "--count", "3");

    assertThat(grown.code()).as(grown.err()).isZero();
    assertThat(grown.out()).containsExactly("{\"event\": 5}", "{\"event\": 6}", "{\"event\": 7}");
    assertThat(folder.resolve("last-checkpoint.json")).content().contains("\"size\": 12");
  }

  @ParameterizedTest
  @CsvSource({
    "cut, FORK: the log has 3 events",
    "rewritten, FORK: another root over the same 7 events",
    "regrown, FORK: 12 events do not extend the 7 seen before",
    "forged, not signed by fake.example/log",
    "refused, refused: from: no",
    "revoked, this integrator was removed",
    "replaced, another subscriber",
    "old, another version"
  })
  void anythingElse_endsWithOne_andIsNotRemembered(String how, String message) throws IOException {
    assertThat(against("honest", "--from", "0", "--count", "7").code()).isZero();
    String before = Files.readString(folder.resolve("last-checkpoint.json"));

    Ended ended = against(how, "--from", "0", "--count", "1");

    assertThat(ended.code()).as(ended.err()).isEqualTo(1);
    assertThat(ended.err()).contains(message);
    assertThat(folder.resolve("last-checkpoint.json")).hasContent(before);

    Path evidence = folder.resolve("last-checkpoint.json.fork");
    if (message.startsWith("FORK")) {
      // Both, each signed by the log, and no run goes on as if nothing had been.
      assertThat(Files.readString(evidence).split("fake.example/log\\\\n", -1)).hasSize(3);
      assertThat(subscribe("--count", "1").err()).contains("FORK: found before");
      Files.delete(evidence);
      assertThat(against("grown", "--from", "0", "--count", "1").code()).isZero();
    } else {
      assertThat(evidence).doesNotExist();
    }
  }

  @Test
  void chosenEvents_mayHaveHolesBetweenThem_othersNot() throws IOException {
    Ended chosen =
        against(
            "filtered",
            "--from",
            "2026-11-01T12:00:00Z",
            "--class",
            "vault.*",
            "--severity",
            "medium",
            "--count",
            "2");
    assertThat(chosen.code()).as(chosen.err()).isZero();
    assertThat(chosen.out()).containsExactly("{\"event\": 4}", "{\"event\": 6}");
    assertThat(folder.resolve("server.out")).content().endsWith("ack 7\n");
  }

  @Test
  void droppedEvents_areNamed_andItGoesOnBehindThem() throws IOException {
    Ended ended = against("pruned", "--from", "1", "--count", "2");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("events 1 to 3 are no longer in the log");
    assertThat(ended.out()).containsExactly("{\"event\": 4}", "{\"event\": 5}");
  }

  @Test
  void damagedFiles_areNamed() throws IOException {
    assertThat(against("honest", "--from", "0", "--count", "1").code()).isZero();
    Files.writeString(folder.resolve("last-checkpoint.json"), "{\"version\": 2}");
    Ended newer = subscribe("--count", "1");
    assertThat(newer.code()).isEqualTo(2);
    assertThat(newer.err()).contains("last-checkpoint.json: version");

    Files.writeString(folder.resolve("audit.pub"), "nonsense");
    assertThat(subscribe("--count", "1").err()).contains("audit.pub: no verifier key");
    assertThat(subscribe("--from", "yesterday").code()).isEqualTo(2);
    assertThat(subscribe("--count", "0").code()).isEqualTo(2);
  }

  /** Runs the subscriber against a log of that kind. */
  private Ended against(String how, String... arguments) throws IOException {
    try (FakeAudit server = new FakeAudit(folder, how)) {
      Ended ended = subscribe(arguments);
      if (ended.code() == 0) {
        server.awaitSaid("ack");
      }
      return ended;
    }
  }

  private Ended subscribe(String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(List.of("/usr/bin/python3", folder.resolve("subscribe.py").toString()));
    line.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new Ended(process.exitValue(), Files.readAllLines(out), Files.readString(err));
  }
}
