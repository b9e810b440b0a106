package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The owner uses a vault with ordinary tools; another local user gets nowhere. Needs root. */
class OtherUserIT {
  private static final String PASSWORD = "a household of one\n";
  private static final String OTHER = "aico-it-other";

  @Test
  void owner_usesTheVaultLikeAFolder_anotherUserGetsEacces() throws IOException {
    assertThat(System.getProperty("user.name"))
        .as("this test makes a second local user: run it as root")
        .isEqualTo("root");
    try (Suite suite = Suite.launched(PASSWORD)) {
      Path files = suite.vault("home");
      suite.run("", List.of("useradd", "--no-create-home", OTHER));
      try {
        Path file = files.resolve("letter.txt");
        Files.writeString(file, "for me alone");
        suite
            .run("", List.of("cp", "-a", file.toString(), files.resolve("copy.txt").toString()))
            .ok();
        suite.run("", List.of("ls", "-lR", files.toString())).ok();

        for (List<String> attempt :
            List.of(
                List.of("cat", file.toString()),
                List.of("ls", files.toString()),
                List.of("ls", suite.home().resolve("vaults").toString()),
                List.of("ls", suite.home().resolve("services/key").toString()),
                List.of("cat", suite.home().resolve("services/key/curve.key").toString()),
                List.of("cat", suite.home().resolve("cli/session.json").toString()),
                List.of("touch", files.resolve("x").toString()))) {
          Suite.Result refused = suite.run("", asOther(attempt));
          assertThat(refused.exit()).as("%s", attempt).isNotZero();
          assertThat(refused.err()).as("%s", attempt).contains("Permission denied");
        }
        theirOwnVault_isTheirsAlone_andGoesWithALock(suite);
      } finally {
        suite.run("", List.of("userdel", OTHER));
      }
    }
  }

  private static void theirOwnVault_isTheirsAlone_andGoesWithALock(Suite suite) {
    suite.aico("vault", "create", "db", "--household", "--system-user", OTHER).ok();
    Path files = suite.vault("db");
    assertThat(files).isEqualTo(suite.home().resolve("mnt-for").resolve(OTHER).resolve("db/files"));
    String table = files.resolve("base/table").toString();
    suite.run("", asOther(List.of("mkdir", "-m", "0700", files.resolve("base").toString()))).ok();
    suite.run("a row", asOther(List.of("tee", table))).ok();
    suite.run("", asOther(List.of("mv", table, table + "2"))).ok();

    Suite.Result stranger = suite.run("", as("daemon", List.of("ls", files.toString())));
    assertThat(stranger.err()).contains("Permission denied");
    assertThat(suite.aico("vault", "set", "db", "--system-user", "off").exit()).isEqualTo(1);

    suite.aico("lock").ok();
    Suite.Result gone = suite.run("", asOther(List.of("cat", table + "2")));
    assertThat(gone.err()).contains("No such file");
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    assertThat(suite.run("", asOther(List.of("cat", table + "2"))).ok().out()).isEqualTo("a row");
  }

  @Test
  void eachService_runsAsAUserOfItsOwn_andCannotReadItsNeighbours() {
    try (Suite suite = Suite.launched("five users\n")) {
      List<String> users =
          suite.status().get("services").findValuesAsText("user").stream()
              .filter(u -> u.startsWith("aico-"))
              .toList();

      assertThat(users).hasSize(5).doesNotHaveDuplicates();
      for (String user : users) {
        long readable =
            List.of("key", "auth", "policy", "audit", "vault").stream()
                .filter(s ->
                    suite
                            .run(
                                "",
                                as(
                                    user,
                                    List.of(
                                        "cat",
                                        suite
                                            .home()
                                            .resolve("services/" + s + "/curve.key")
                                            .toString())))
                            .exit()
                        == 0)
                .count();
        assertThat(readable).as("credentials that %s can read", user).isEqualTo(1);
      }
    }
  }

  private static List<String> asOther(List<String> command) {
    return as(OTHER, command);
  }

  private static List<String> as(String user, List<String> command) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(
                "setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"),
            command.stream())
        .toList();
  }
}
