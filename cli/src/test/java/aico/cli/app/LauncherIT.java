package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher and its search for a JDK, among fake JDKs whose java says where it stands. */
class LauncherIT {
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;
  private Path empty;
  private Path home;
  private Map<String, String> environment;

  private record Ended(int code, String output) {}

  @BeforeEach
  void makeSurroundings() throws IOException {
    empty = Files.createDirectory(folder.resolve("empty"));
    home = Files.createDirectory(folder.resolve("a home"));
    environment = new HashMap<>();
    environment.put("HOME", home.toString());
    environment.put("AICO_JVM_DIR", empty.toString());
  }

  @Test
  void javaHome_thatIsNewEnough_isTaken() throws IOException {
    environment.put("JAVA_HOME", jdk(folder.resolve("mine"), "25.0.1").toString());
    jdk(folder.resolve("jvm/other"), "26");
    environment.put("AICO_JVM_DIR", folder.resolve("jvm").toString());

    assertThat(findJdk()).isEqualTo(new Ended(0, folder.resolve("mine") + "\n"));
  }

  @Test
  void oldJavaHomeAndOldPath_arePassedOver() throws IOException {
    environment.put("JAVA_HOME", jdk(folder.resolve("old"), "17.0.12").toString());
    putOnPath(jdk(folder.resolve("jvm/java-17"), "17.0.12"));
    jdk(folder.resolve("jvm/java-21"), "21");
    jdk(folder.resolve("jvm/temurin 25"), "25.0.3");
    environment.put("AICO_JVM_DIR", folder.resolve("jvm").toString());

    assertThat(findJdk()).isEqualTo(new Ended(0, folder.resolve("jvm/temurin 25") + "\n"));
  }

  @Test
  void javaOnPath_behindLinks_isFollowedToItsHome() throws IOException {
    Path jdk = jdk(folder.resolve("real/jdk"), "27-ea");
    Path alternative = folder.resolve("alternative");
    Files.createSymbolicLink(alternative, jdk.resolve("bin/java"));
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), Path.of("../alternative"));
    environment.put("PATH", bin + ":" + environment.getOrDefault("PATH", "/usr/bin:/bin"));

    assertThat(findJdk()).isEqualTo(new Ended(0, jdk.toRealPath() + "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {".sdkman/candidates/java/25.0.1-tem", ".jdks/temurin-25"})
  void jdksOfAHomeFolder_areFound(String place) throws IOException {
    Path jdk = jdk(home.resolve(place), "25.0.1");

    assertThat(findJdk()).isEqualTo(new Ended(0, jdk + "\n"));
  }

  @Test
  void runtimeWithoutACompiler_isNoJdk() throws IOException {
    Path jre = jdk(home.resolve(".jdks/jre"), "25");
    Files.delete(jre.resolve("bin/javac"));

    Ended ended = findJdk();

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output()).contains("no JDK 25 or newer found").contains("JAVA_HOME (not set)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "1.8.0_402", "24.0.2"})
  void oddOrOldVersions_areNotTaken(String version) throws IOException {
    jdk(home.resolve(".jdks/odd"), version);

    assertThat(findJdk().code()).isEqualTo(1);
  }

  @Test
  void installedLauncher_behindLinksAndSpaces_runsItsOwnCopy() throws IOException {
    Path lib = installed(folder.resolve("state of aico/lib"));
    Files.createSymbolicLink(folder.resolve("link one"), lib.resolve("aico"));
    Files.createSymbolicLink(folder.resolve("aico"), Path.of("link one"));
    Path jdk = jdk(home.resolve(".jdks/25"), "25");

    Ended ended = run(folder.resolve("aico").toString(), "vault", "path", "two words", "");

    assertThat(ended.code()).isZero();
    assertThat(ended.output())
        .startsWith("java of " + jdk)
        .contains("[-Daico.root=" + lib.toRealPath() + "]")
        .contains("[" + lib.toRealPath() + "/cli/cli.jar][vault][path][two words][]")
        .doesNotContain("AOTCache", "-Daico.terminal");
  }

  @Test
  void installedLauncher_usesTheCacheOfThisJdkOnly() throws IOException {
    Path lib = installed(folder.resolve("lib"));
    Files.createFile(lib.resolve("cli/cli-25+1.aot"));
    Path jdk = jdk(home.resolve(".jdks/25"), "25");

    assertThat(run(folder.resolve("lib/aico").toString(), "status").output())
        .doesNotContain("AOTCache");
    Files.writeString(
        jdk.resolve("release"), "JAVA_VERSION=\"25\"\nJAVA_RUNTIME_VERSION=\"25+1\"\n");
    assertThat(run(folder.resolve("lib/aico").toString(), "status").output())
        .contains("[-XX:AOTCache=" + lib.toRealPath() + "/cli/cli-25+1.aot]");
  }

  @Test
  void installedLauncher_runsNoTests() throws IOException {
    installed(folder.resolve("lib"));
    jdk(home.resolve(".jdks/25"), "25");

    Ended ended = run(folder.resolve("lib/aico").toString(), "test");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("only from a checkout");
  }

  @Test
  void withoutAJdk_theLauncherSaysSo() throws IOException {
    installed(folder.resolve("lib"));

    Ended ended = run(folder.resolve("lib/aico").toString(), "status");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output()).contains("no JDK 25 or newer found");
  }

  @Test
  void withoutAJdk_andWithJson_theLauncherAnswersInJson() throws IOException {
    installed(folder.resolve("lib"));

    Ended ended = run(folder.resolve("lib/aico").toString(), "status", "--json");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output())
        .containsPattern(
            "(?m)^\\{\"error\":\\{\"code\":\"failed\",\"message\":\"no JDK 25 [^\"]+\"}}$");
  }

  @Test
  void mavenWrapper_withoutJdk_saysSo() throws IOException {
    Path checkout = Files.createDirectories(folder.resolve("check out"));
    Files.createDirectory(checkout.resolve(".mvn"));
    Files.copy(CHECKOUT.resolve("mvnw"), checkout.resolve("mvnw"));
    Files.copy(CHECKOUT.resolve(".mvn/find-jdk.sh"), checkout.resolve(".mvn/find-jdk.sh"));

    assertThat(run("bash", checkout.resolve("mvnw").toString(), "verify").output())
        .contains("no JDK 25 or newer found");
  }

  @Test
  void mavenWrapper_takesAMavenThatIsNewEnough_andGivesItTheJdk() throws IOException {
    Path checkout = Files.createDirectories(folder.resolve("check out"));
    Files.createDirectory(checkout.resolve(".mvn"));
    Files.copy(CHECKOUT.resolve("mvnw"), checkout.resolve("mvnw"));
    Files.copy(CHECKOUT.resolve(".mvn/find-jdk.sh"), checkout.resolve(".mvn/find-jdk.sh"));
    Path jdk = jdk(home.resolve(".jdks/25"), "25");
    Path maven = Files.createDirectories(folder.resolve("maven/bin")).resolve("mvn");
    script(
        maven,
        "[ \"$1\" = --version ] && echo 'Apache Maven 3.9.1 (x)' && exit 0",
        "echo \"maven on $JAVA_HOME in $PWD: $*\"");
    environment.put("MAVEN_HOME", folder.resolve("maven").toString());

    assertThat(run("bash", checkout.resolve("mvnw").toString(), "-q", "verify").output())
        .isEqualTo("maven on " + jdk + " in " + checkout.toRealPath() + ": -q verify\n");
  }

  private Ended findJdk() throws IOException {
    return run(
        "bash", "-eu", "-c", ". \"$0\"; find_jdk", CHECKOUT.resolve(".mvn/find-jdk.sh").toString());
  }

  /** What a home's lib holds of the launcher. */
  private static Path installed(Path lib) throws IOException {
    Files.createDirectories(lib.resolve("cli"));
    Files.copy(CHECKOUT.resolve("aico"), lib.resolve("aico"));
    Files.copy(CHECKOUT.resolve(".mvn/find-jdk.sh"), lib.resolve("find-jdk.sh"));
    Files.createFile(lib.resolve("cli/cli.jar"));
    Files.writeString(lib.resolve("build-id"), "x");
    return lib;
  }

  private static Path jdk(Path jdk, String version) throws IOException {
    Files.createDirectories(jdk.resolve("bin"));
    script(
        jdk.resolve("bin/java"),
        "echo \"java of $(cd \"$(dirname \"$0\")/..\" && pwd)\"",
        "printf '[%s]' \"$@\"; echo");
    script(jdk.resolve("bin/javac"), "exit 0");
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void putOnPath(Path jdk) {
    environment.put("PATH", jdk.resolve("bin") + ":/usr/bin:/bin");
  }

  private Ended run(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("SDKMAN_DIR");
    builder.environment().remove("MAVEN_HOME");
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    Path output = Files.createTempFile(folder, "output", "");
    Process process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new Ended(process.exitValue(), Files.readString(output));
  }
}
