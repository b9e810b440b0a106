package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One suite in a home of its own, driven through {@code ./aico} like a person would. {@link #close}
 * stops it and removes its home and its system users.
 */
final class Suite implements AutoCloseable {
  /** Longer than any command may take, a first launch on a busy machine included. */
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(6);

  private static final int PORTS_OF_A_JVM = 1_500;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each suite of this JVM gets ports of its own, 40 apart and below outgoing connections. */
  private static int nextPortBase = firstPortBase();

  private static @Nullable ServerSocket holdsPorts;

  private final Path checkout;
  private final Path home;
  private final int portBase;

  private Suite(Path checkout, Path home, int portBase) {
    this.checkout = checkout;
    this.home = home;
    this.portBase = portBase;
  }

  /** What a command printed and how it ended. */
  record Result(int exit, String out, String err) {
    Result ok() {
      assertThat(exit).as("exit code; stdout: %s; stderr: %s", out, err).isZero();
      return this;
    }

    Result exits(int expected) {
      assertThat(exit).as("exit code; stdout: %s; stderr: %s", out, err).isEqualTo(expected);
      return this;
    }

    JsonNode json() {
      try {
        return JSON.readTree(out);
      } catch (IOException e) {
        throw new UncheckedIOException("not one JSON object: " + out, e);
      }
    }

    List<JsonNode> jsonLines() {
      return out.lines().map(Suite::parse).toList();
    }
  }

  /** The first range of ports that no other JVM with such tests has: whoever listens has it. */
  private static int firstPortBase() {
    for (int base = 20_000; base < 32_000; base += PORTS_OF_A_JVM) {
      try {
        holdsPorts = new ServerSocket(base, 1, InetAddress.getLoopbackAddress());
        return base;
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new IllegalStateException("no ports free between 20000 and 32000");
  }

  /** A home that does not exist yet; nothing runs. */
  static Suite create() {
    try {
      Path parent = Files.createTempDirectory("aico-it-");
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
      synchronized (Suite.class) {
        nextPortBase += 40;
        return new Suite(checkoutFolder(), parent.resolve("home"), nextPortBase);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A suite after its first launch, unlocked, with the given master password. What runs is made
   * once for all of them: preparing fast starts is most of a first launch.
   */
  static Suite launched(String password) {
    Suite suite = create();
    PreparedLib.INSTANCE.linkInto(suite.home);
    Result launch =
        suite.aicoReading(
            password,
            "up",
            "--password-file",
            "-",
            "--recovery-kit",
            suite.home.resolveSibling("kit.txt").toString());
    if (launch.exit() != 0) {
      // Nobody has the suite yet that could end it.
      suite.close();
    }
    launch.ok();
    PreparedLib.INSTANCE.keep(suite.home);
    return suite;
  }

  /** A home with nothing in it but the prepared copy of what runs, if there is one by now. */
  static Suite prepared() {
    Suite suite = create();
    PreparedLib.INSTANCE.linkInto(suite.home);
    return suite;
  }

  Path home() {
    return home;
  }

  /** A folder beside the home, removed with it. */
  Path beside(String name) {
    return home.resolveSibling(name);
  }

  Path checkout() {
    return checkout;
  }

  int portBase() {
    return portBase;
  }

  /** Runs {@code ./aico args} without input. */
  Result aico(String... args) {
    return aicoReading("", args);
  }

  /** Runs {@code ./aico args} with this text as standard input. */
  Result aicoReading(String input, String... args) {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("aico").toString()));
    command.addAll(List.of(args));
    return run(input, command);
  }

  /** Runs any command in this suite's environment. */
  Result run(String input, List<String> command) {
    try {
      Path out = Files.createTempFile("aico-it-", ".out");
      Path err = Files.createTempFile("aico-it-", ".err");
      Process process = start(command, out, err);
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The command did not read its input to the end; its exit code tells why.
      }
      if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "no end within " + COMMAND_LIMIT + ": " + command + "\n" + Files.readString(err));
      }
      Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a command in this suite's environment, its output to files. */
  Process start(List<String> command, Path out, Path err) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("AICO_HOME", home.toString());
    environment.put("AICO_PORT_BASE", Integer.toString(portBase));
    return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
  }

  /** The state of the suite, by {@code status --json}. */
  JsonNode status() {
    return aico("status", "--json").ok().json();
  }

  /** The process of a service. */
  ProcessHandle process(String service) {
    for (JsonNode s : status().get("services")) {
      if (s.get("name").asText().equals(service)) {
        return ProcessHandle.of(s.get("pid").asLong()).orElseThrow();
      }
    }
    throw new AssertionError("no service " + service + " in " + status());
  }

  /** Whether every service is healthy. */
  boolean healthy() {
    Result result = aico("status", "--json");
    if (result.exit() != 0) {
      return false;
    }
    for (JsonNode s : result.json().get("services")) {
      if (!s.get("state").asText().equals("healthy")) {
        return false;
      }
    }
    return !result.json().get("services").isEmpty();
  }

  /** The folder of a mounted vault. */
  Path vault(String name) {
    return Path.of(aico("vault", "path", name, "--mounted").ok().out().strip());
  }

  /** All events of the log, oldest first. */
  List<JsonNode> events() {
    return aico("audit", "tail", "-n", "100000", "--json").ok().jsonLines();
  }

  /** The codes of all events, oldest first. */
  List<String> eventCodes() {
    return events().stream().map(e -> e.at("/data/metadata/event_code").asText()).toList();
  }

  @Override
  public void close() {
    aico("down");
    try {
      for (String user : users()) {
        new ProcessBuilder("userdel", user).redirectErrorStream(true).start().waitFor();
      }
      try (Stream<Path> all = Files.walk(home.getParent())) {
        all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The system users that own this home's state folders. */
  private List<String> users() throws IOException {
    Path services = home.resolve("services");
    if (!Files.isDirectory(services)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(services)) {
      List<String> users = new ArrayList<>();
      for (Path folder : folders.toList()) {
        String user = Files.getOwner(folder).getName();
        if (user.startsWith("aico-")) {
          users.add(user);
        }
      }
      return users;
    }
  }

  private static Path checkoutFolder() {
    Path module = Path.of("").toAbsolutePath();
    for (Path folder = module; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("aico"))) {
        return folder;
      }
    }
    throw new IllegalStateException(module + ": not inside a checkout");
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("not a JSON object: " + line, e);
    }
  }
}
