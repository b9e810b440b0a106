package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The owner uses a vault with ordinary tools; another local user gets nowhere. Needs root. */
class OtherUserIT {
  private static final String OTHER = "aico-it-other";

  @Test
  void owner_usesTheVaultLikeAFolder_anotherUserGetsEacces() throws IOException {
    assertThat(System.getProperty("user.name"))
        .as("this test makes a second local user: run it as root")
        .isEqualTo("root");
    try (Suite suite = Suite.launched("a household of one\n")) {
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
      } finally {
        suite.run("", List.of("userdel", OTHER));
      }
    }
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
