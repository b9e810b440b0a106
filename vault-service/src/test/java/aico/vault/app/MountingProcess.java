package aico.vault.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** {@link MountingMain} in a JVM of its own. */
final class MountingProcess implements AutoCloseable {
  final Process process;
  private final Writer input;
  private final BufferedReader output;

  private MountingProcess(Process process) throws IOException {
    this.process = process;
    input = process.outputWriter(StandardCharsets.UTF_8);
    output = process.inputReader(StandardCharsets.UTF_8);
    String first = output.readLine();
    if (!"ready".equals(first)) {
      throw new IllegalStateException("child: " + first);
    }
  }

  /** As this user. */
  static MountingProcess start(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("vaults"));
    Files.createDirectories(folder.resolve("mnt"));
    Files.createDirectories(folder.resolve("mnt-for"));
    return start(List.of(), System.getProperty("java.class.path"), folder, "0", "0", "false");
  }

  /** As a service's user that mounts for an owner. */
  static MountingProcess start(Path folder, String classPath, TestUser service, TestUser owner)
      throws IOException {
    List<String> as =
        List.of(
            "setpriv",
            "--reuid=" + service.uid(),
            "--regid=" + service.gid(),
            "--clear-groups",
            "--");
    return start(as, classPath, folder, "" + owner.uid(), "" + owner.gid(), "true");
  }

  private static MountingProcess start(
      List<String> as, String classPath, Path folder, String uid, String gid, String allowOther)
      throws IOException {
    List<String> command = new ArrayList<>(as);
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, MountingMain.class.getName()));
    command.addAll(List.of(folder.toString(), uid, gid, allowOther));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new MountingProcess(builder.start());
  }

  /** Puts what the child needs where another user can read it; answers its class path. */
  static String copyClassPath(Path target) throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path source = Path.of(entry);
      Path copy = target.resolve(copies.size() + "-" + source.getFileName());
      if (Files.isDirectory(source)) {
        copyFolder(source, copy);
        copies.add(copy.toString());
      } else if (isNeeded(source.getFileName().toString())) {
        Files.copy(source, copy);
        copies.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static boolean isNeeded(String jar) {
    return Stream.of("vault-service", "bus-", "jackson-", "jspecify").anyMatch(jar::startsWith);
  }

  private static void copyFolder(Path source, Path target) throws IOException {
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : paths.toList()) {
        Files.copy(path, target.resolve(source.relativize(path).toString()));
      }
    }
  }

  void send(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
  }

  /** The child's words in answer to a line. */
  List<String> ask(String line) throws IOException {
    send(line);
    String answer = output.readLine();
    return answer == null ? List.of() : Arrays.asList(answer.split(" "));
  }

  @Override
  public void close() throws IOException {
    input.close();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
