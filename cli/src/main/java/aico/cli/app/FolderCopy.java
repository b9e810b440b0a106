package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.Progress;
import aico.cli.SuiteService;
import aico.cli.os.AsUser;
import aico.cli.os.Jdk;
import aico.cli.os.ServiceProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies and compares folders with vault-service's own program, in a process that runs as the owner
 * of the vault: root must not read on their behalf what they could put a link in the way of.
 */
final class FolderCopy {
  private static final String PROGRAM = "aico.vault.app.CopyMain";
  private static final int STEP_WORDS = 5;

  private final HomeLayout home;
  private final @Nullable String user;
  private final Progress progress;
  private final CopyTeller teller;

  /**
   * Copies as this user.
   *
   * @param user null for the one who runs this
   */
  FolderCopy(HomeLayout home, @Nullable String user, Progress progress) {
    this.home = home;
    this.user = user;
    this.progress = progress;
    teller = new CopyTeller(progress);
  }

  /**
   * What a run came to.
   *
   * @param count of what was left out, or differs
   */
  record Ended(long files, long bytes, long count) {}

  /** Goes on where one was interrupted; counts the sockets and pipes that are left out. */
  Ended copy(Path from, Path to) {
    return run("copy", from, to, "left-out ");
  }

  /** Removes from the copy what differs, and counts it. */
  Ended verify(Path from, Path to) {
    return run("verify", from, to, "different ");
  }

  private Ended run(String task, Path from, Path to, String last) {
    Path application = home.application(SuiteService.VAULT);
    List<String> line = new ArrayList<>();
    if (user != null) {
      line.addAll(AsUser.prefix(user, true));
    }
    line.addAll(
        List.of(
            Jdk.running().java().toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx96m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            application.resolve("app") + "/*:" + application.resolve("lib/main") + "/*",
            PROGRAM,
            task,
            from.toString(),
            to.toString()));
    try {
      Process process = ServiceProcess.startListened(line);
      return follow(process, last);
    } catch (IOException notStarted) {
      throw CommandFailed.failed("the copy cannot be started: " + notStarted.getMessage());
    }
  }

  private Ended follow(Process process, String last) throws IOException {
    CopyTeller.Step step = new CopyTeller.Step("", 0, 0, 0, 0);
    String sentence = "";
    long count = 0;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String said = lines.readLine(); said != null; said = lines.readLine()) {
        String[] words = said.split(" ", -1);
        if (said.startsWith(last)) {
          count = Long.parseLong(said.substring(last.length()));
        } else if (words.length == STEP_WORDS && isPhase(words[0])) {
          step = step(words);
          teller.tell(step);
        } else {
          sentence = said;
        }
      }
      if (process.waitFor() != 0) {
        throw CommandFailed.failed(sentence);
      }
      return new Ended(step.files(), step.bytes(), count);
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
      progress.say("interrupted");
      throw CommandFailed.failed("interrupted; the same command goes on");
    }
  }

  private static boolean isPhase(String word) {
    return word.equals("copying") || word.equals("verifying");
  }

  private static CopyTeller.Step step(String[] words) {
    return new CopyTeller.Step(
        words[0],
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]));
  }
}
