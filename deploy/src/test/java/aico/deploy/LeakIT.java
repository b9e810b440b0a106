package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Markers planted as password, file name and file content turn up nowhere in the clear, nor do
 * tokens, nor the session's secret outside its one file.
 */
class LeakIT {
  private static final String PASSWORD_MARKER = "Marker-Password-7f3a91c5";
  private static final String CONTENT_MARKER = "Marker-Content-2b8e6d04";
  private static final String NAME_MARKER = "Marker-Name-c19d55aa";

  /** How every token begins: the name of its first field, "alg", in base64url. */
  static final String TOKEN_MARKER = "eyJhbGciOi";

  @Test
  void plantedMarkers_areInNoFileOfTheHome_noLog_noCommandLine() throws IOException {
    try (Suite suite = Suite.launched(PASSWORD_MARKER + "\n")) {
      Path files = suite.vault("home");
      Files.writeString(files.resolve(NAME_MARKER), CONTENT_MARKER);
      suite.aico("integrator", "add", "siem", "--out", suite.beside("siem").toString()).ok();

      List<String> commandLines = commandLinesAndEnvironments(suite);
      assertThat(commandLines)
          .noneMatch(line -> line.contains(PASSWORD_MARKER) || line.contains(CONTENT_MARKER));

      Path secretFile = suite.home().resolve("cli/session.secret");
      String secret = Files.readString(secretFile, StandardCharsets.ISO_8859_1);
      assertThat(secret.length()).isGreaterThanOrEqualTo(32);
      assertThat(filesHolding(secret, suite.home())).containsExactly(secretFile);
      assertThat(commandLines).noneMatch(line -> line.contains(secret));

      suite.aico("lock").ok();
      suite.aicoReading(PASSWORD_MARKER + "\n", "unlock", "--password-file", "-").ok();
      suite.aico("down").ok();

      // The recovery kit is a way in by design, and lies where the person asked for it.
      for (String marker :
          List.of(PASSWORD_MARKER, CONTENT_MARKER, NAME_MARKER, TOKEN_MARKER, secret)) {
        assertThat(filesHolding(marker, suite.home())).as("files that hold %s", marker).isEmpty();
      }
    }
  }

  private static List<String> commandLinesAndEnvironments(Suite suite) throws IOException {
    List<String> found = new ArrayList<>();
    for (JsonNode service : suite.status().get("services")) {
      Path proc = Path.of("/proc", service.get("pid").asText());
      found.add(Files.readString(proc.resolve("cmdline"), StandardCharsets.ISO_8859_1));
      if (Files.isReadable(proc.resolve("environ"))) {
        found.add(Files.readString(proc.resolve("environ"), StandardCharsets.ISO_8859_1));
      }
    }
    return found;
  }

  private static List<Path> filesHolding(String marker, Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            boolean program = file.startsWith(folder.resolve("lib"));
            if (attributes.isRegularFile()
                && !program
                && (file.toString().contains(marker)
                    || Files.readString(file, StandardCharsets.ISO_8859_1).contains(marker))) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
