package aico.cli.os;

import static org.assertj.core.api.Assertions.assertThat;

import aico.cli.SuiteService;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceCommandTest {
  private static final Path NO_CACHE = Path.of("/none.aot");

  @Test
  void aService_losesAllPower_andGetsALifeline() {
    List<String> line = command("aico-key", 1024, true).toRun(SuiteService.KEY, NO_CACHE);

    assertThat(line)
        .startsWith(
            "prlimit",
            "--core=0:0",
            "--memlock=1024:1024",
            "setpriv",
            "--reuid=aico-key",
            "--regid=aico-key",
            "--clear-groups",
            "--inh-caps=-all",
            "--bounding-set=-all",
            "--no-new-privs",
            "--",
            "/jdk/bin/java")
        .contains(
            "-Daico.lifeline=stdin",
            "-Daico.state=/h/services/key",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=7420")
        .endsWith("-jar", "/h/lib/key/quarkus-app/quarkus-run.jar")
        .noneMatch(word -> word.startsWith("-XX:AOTCache"));
  }

  @Test
  void vaultService_keepsTheWayToSetuidFusermount() {
    assertThat(command("aico-vault", 0, true).toRun(SuiteService.VAULT, NO_CACHE))
        .contains("--reuid=aico-vault")
        .doesNotContain("--no-new-privs", "--bounding-set=-all");
  }

  @Test
  void withoutAUser_itStaysTheCallers() {
    assertThat(command(null, 0, true).toRun(SuiteService.KEY, NO_CACHE))
        .startsWith("prlimit", "--core=0:0", "setpriv", "--no-new-privs", "--", "/jdk/bin/java");
    assertThat(command(null, 0, true).toRun(SuiteService.VAULT, NO_CACHE))
        .startsWith("prlimit", "--core=0:0", "/jdk/bin/java");
    assertThat(command(null, 0, false).toRun(SuiteService.KEY, NO_CACHE))
        .startsWith("/jdk/bin/java");
  }

  private static ServiceCommand command(@Nullable String user, long memlock, boolean setpriv) {
    return new ServiceCommand(
        new Jdk(Path.of("/jdk")),
        Path.of("/h/lib/key/quarkus-app"),
        Path.of("/h/services/key"),
        Path.of("/h/services/key/tmp"),
        7420,
        user,
        memlock,
        setpriv);
  }
}
