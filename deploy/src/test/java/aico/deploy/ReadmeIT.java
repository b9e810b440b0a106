package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import aico.deploy.Suite.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows on its consoles, typed in that order, answers what it shows. */
class ReadmeIT {
  private static final String SHOWN_HOME = "/var/lib/aico";
  private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

  /** Said by a first launch that prepares what runs; here that is done once for all homes. */
  private static final Pattern PREPARING =
      Pattern.compile("aico: (installing what runs|preparing fast starts).*");

  /** Where a terminal would ask, the generated password comes from its file. */
  private static final String AT_THE_TERMINAL = "Master password:";

  private record Shown(String command, List<String> output) {}

  @Test
  void consoles_showWhatHappens() throws IOException {
    try (Suite suite = Suite.create()) {
      Path folder = Files.createDirectory(suite.beside("checkout"));
      Files.createSymbolicLink(folder.resolve("aico"), suite.checkout().resolve("aico"));
      Path photographs = Files.createDirectory(folder.resolve("photographs"));
      Files.writeString(photographs.resolve("one.jpg"), "not really");
      PreparedLib.INSTANCE.linkInto(suite.home());

      List<List<Shown>> consoles = consoles(suite);
      assertThat(consoles).hasSize(2);
      for (Shown shown : consoles.getFirst()) {
        check(suite, folder, shown);
      }
      assertThat(suite.vault("home").resolve("photographs/one.jpg")).hasContent("not really");
      check(suite, folder, new Shown("./aico integrator add siem --out siem/", List.of()));
      for (Shown shown : consoles.getLast()) {
        check(suite, folder, shown);
      }
    }
  }

  private static void check(Suite suite, Path folder, Shown shown) throws IOException {
    String command = shown.command;
    List<String> expected = new ArrayList<>(shown.output);
    String input = "";
    if (expected.removeIf(line -> line.equals(AT_THE_TERMINAL))) {
      command += " --password-file -";
      input = generatedPassword(suite);
    }
    expected.removeIf(line -> PREPARING.matcher(line).matches());

    Result result = suite.run(input, List.of("bash", "-c", "cd '" + folder + "' && " + command));

    assertThat(result.exit())
        .as("exit code of %s: %s %s", command, result.out(), result.err())
        .isEqualTo(command.startsWith("ls ") ? 2 : 0);
    if (expected.isEmpty()) {
      return;
    }
    List<String> said =
        (result.err() + result.out()).lines().map(ReadmeIT::withoutWhatVaries).toList();
    assertThat(said)
        .as("output of %s", command)
        .containsSubsequence(expected.stream().map(ReadmeIT::withoutWhatVaries).toList());
  }

  private static String generatedPassword(Suite suite) throws IOException {
    Matcher password =
        Pattern.compile("Master password \\(generated\\):\n\n {4}(.*)\n")
            .matcher(Files.readString(suite.home().resolve("first-launch.txt")));
    assertThat(password.find()).isTrue();
    return password.group(1) + "\n";
  }

  /** Counts, hashes and times; and where the README leaves something out. */
  private static String withoutWhatVaries(String line) {
    return line.startsWith("{")
        ? line.replaceAll("^(.\"sequence\":\"\\d{20}\",\"producer\":\"[a-z-]+\").*", "$1")
        : line.replaceAll("\\d+ (newer )?events", "N events")
            .replaceAll("Root \\S+", "Root R")
            .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\S+", "T");
  }

  private static List<List<Shown>> consoles(Suite suite) throws IOException {
    String readme = Files.readString(suite.checkout().resolve("README.md"));
    List<List<Shown>> consoles = new ArrayList<>();
    Matcher console = CONSOLE.matcher(readme);
    while (console.find()) {
      List<Shown> commands = new ArrayList<>();
      for (String line : console.group(1).lines().toList()) {
        String here = line.replace(SHOWN_HOME, suite.home().toString());
        if (here.startsWith("# ") || here.startsWith("$ ")) {
          commands.add(new Shown(here.substring(2), new ArrayList<>()));
        } else if (!here.isBlank()) {
          commands.getLast().output.add(here);
        }
      }
      consoles.add(commands);
    }
    return consoles;
  }
}
