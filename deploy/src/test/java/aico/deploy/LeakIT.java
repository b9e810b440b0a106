package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.crypto.SecretPages;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Values planted as passwords, kits, keys, file names and file content turn up nowhere: not in the
 * readable memory of any process, not in a file, a log, a command line or what a crash leaves; nor
 * do tokens, nor the session's secret outside its one file.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class LeakIT {
  private static final String PASSWORD_MARKER = "Marker-Password-7f3a91c5";
  private static final String CHILD_MARKER = "Marker-Child-Password-64ce0b12";
  private static final String CONTENT_MARKER = "Marker-Content-2b8e6d04";
  private static final String NAME_MARKER = "Marker-Name-c19d55aa";

  /** Each takes a second, and the command waits. */
  private static final int LOOKS = 3;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** How every token begins: the name of its first field, "alg", in base64url. */
  static final String TOKEN_MARKER = "eyJhbGciOi";

  private final Suite suite = Suite.launched(PASSWORD_MARKER + "\n");
  private final Path kit = suite.beside("kit.txt");
  private final Map<String, byte[]> secrets = new LinkedHashMap<>();

  @AfterAll
  void stop() {
    suite.close();
  }

  @BeforeAll
  void useEverything() throws IOException {
    Files.writeString(suite.vault("home").resolve(NAME_MARKER), CONTENT_MARKER);
    suite.aico("integrator", "add", "siem", "--out", suite.beside("siem").toString()).ok();
    suite
        .aicoReading(
            CHILD_MARKER + "\n",
            "user",
            "add",
            "child",
            "--password-file",
            "-",
            "--recovery-kit",
            suite.beside("child-kit.txt").toString())
        .ok();
    suite.aico("vault", "create", "album", "--household").ok();
    secrets.putAll(KnownSecrets.of(suite.home(), "owner", PASSWORD_MARKER, kit));
    secrets.put("password of another", CHILD_MARKER.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Order(1)
  void memoryOfACommand_whileItHasPasswordOrKit_showsNeither() throws Exception {
    suite.aico("lock").ok();
    assertNotSeenIn("unlock", PASSWORD_MARKER + "\n", List.of("unlock", "--password-file", "-"));
    suite.aico("lock").ok();
    assertNotSeenIn("unlock by kit", "", List.of("unlock", "--recovery-kit", kit.toString()));
  }

  /** All are unlocked and in use: the vaults are mounted. */
  @Test
  @Order(2)
  void memoryOfEveryProcess_showsNoSecret() {
    suite.aicoReading(PASSWORD_MARKER + "\n", "unlock", "--password-file", "-").ok();
    suite.vault("home");
    suite.vault("album");
    MemorySearch search = new MemorySearch(secrets);
    for (JsonNode service : suite.status().get("services")) {
      MemorySearch.Found found = search.in(service.get("pid").asLong());
      String name = service.get("name").asText();
      assertThat(found.whole()).as("all of %s was read", name).isTrue();
      assertThat(found.unlocked()).as("in unlocked memory of %s", name).isEmpty();
      switch (SecretPages.ofThisKernel()) {
        case HIDDEN -> assertThat(found.locked()).as("read by root in %s", name).isEmpty();
        case LOCKED -> {
          if (name.equals("key-service")) {
            assertThat(found.locked())
                .as("what this test looks for")
                .contains("master key, first half");
          }
        }
      }
    }
  }

  /** As when a fault of native code ends it: the JVM writes a report, the kernel no core file. */
  @Test
  @Order(3)
  void crashOfKeyService_leavesNoCoreFile_andNoSecretInItsReport() throws IOException {
    ProcessHandle process = suite.process("key-service");
    Path cwd = Path.of("/proc", Long.toString(process.pid()), "cwd").toRealPath();
    Path report = suite.home().resolve("services/key/hs_err.log");
    suite.run("", List.of("kill", "-SEGV", Long.toString(process.pid()))).ok();

    await().atMost(LIMIT).until(() -> !process.isAlive());
    assertThat(report).exists();
    String text = Files.readString(report, StandardCharsets.ISO_8859_1);
    secrets.forEach((name, value) ->
        assertThat(text.contains(new String(value, StandardCharsets.ISO_8859_1)))
            .as("%s in %s", name, report)
            .isFalse());
    try (Stream<Path> files = Files.list(cwd)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("core"));
    }
    await().atMost(LIMIT).until(suite::healthy);
  }

  @Test
  @Order(4)
  void plantedMarkers_areInNoFileOfTheHome_noLog_noCommandLine() throws IOException {
    suite.aicoReading(PASSWORD_MARKER + "\n", "unlock", "--password-file", "-").ok();
    List<String> commandLines = commandLinesAndEnvironments(suite);
    assertThat(commandLines)
        .noneMatch(line -> line.contains(PASSWORD_MARKER) || line.contains(CONTENT_MARKER));

    Path secretFile = suite.home().resolve("cli/session.secret");
    String secret = Files.readString(secretFile, StandardCharsets.ISO_8859_1);
    assertThat(secret.length()).isGreaterThanOrEqualTo(32);
    assertThat(filesHolding(List.of(secret), suite.home())).containsOnlyKeys(secretFile);
    assertThat(commandLines).noneMatch(line -> line.contains(secret));

    suite.aico("down").ok();

    // The recovery kit is a way in by design, and lies where the person asked for it.
    assertThat(
            filesHolding(
                List.of(
                    PASSWORD_MARKER,
                    CHILD_MARKER,
                    CONTENT_MARKER,
                    NAME_MARKER,
                    TOKEN_MARKER,
                    secret),
                suite.home()))
        .isEmpty();
  }

  private void assertNotSeenIn(String what, String input, List<String> command) throws Exception {
    List<String> line = new ArrayList<>(List.of(suite.checkout().resolve("aico").toString()));
    line.addAll(command);
    Path out = suite.beside("command.out");
    Process process = suite.start(line, out, out);
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    MemorySearch search = new MemorySearch(secrets);
    int looks = 0;
    while (process.isAlive() && looks < LOOKS) {
      // Nothing moves meanwhile, and no command is too quick.
      signal("STOP", process);
      if (search.holdsSecrets(process.pid())) {
        MemorySearch.Found found = search.in(process.pid());
        assertThat(found.unlocked()).as("in unlocked memory of %s", what).isEmpty();
        looks += found.whole() ? 1 : 0;
      }
      signal("CONT", process);
    }
    assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    assertThat(looks).as("looks while %s held a secret", what).isPositive();
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
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

  /** Files with one of the markers in name or content, each with the first it has. */
  private static Map<Path, String> filesHolding(List<String> markers, Path folder)
      throws IOException {
    Map<Path, String> found = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return path.equals(folder.resolve("lib"))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              String content = Files.readString(file, StandardCharsets.ISO_8859_1);
              markers.stream()
                  .filter(marker -> content.contains(marker) || file.toString().contains(marker))
                  .findFirst()
                  .ifPresent(marker -> found.put(file, marker));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
