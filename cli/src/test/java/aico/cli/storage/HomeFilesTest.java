package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.Role;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeConfig.Setup;
import aico.cli.HomeLayout;
import aico.cli.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeFilesTest {
  private static final HomeConfig CONFIG =
      new HomeConfig(1, "ab".repeat(16), 7400, "aico-abababab", 1000, 1001, Setup.PROVISIONED);

  @TempDir Path root;
  private HomeLayout home;
  private HomeFiles files;

  @BeforeEach
  void makeHome() {
    home = new HomeLayout(root);
    new HomeTree(home).makeRoot(false);
    files = new HomeFiles(home);
  }

  @Test
  void config_comesBackAsItWasSaved() {
    assertThat(files.config()).isEmpty();
    files.save(CONFIG);
    files.save(CONFIG.with(Setup.COMPLETE));
    assertThat(files.config()).contains(CONFIG.with(Setup.COMPLETE));
  }

  @Test
  void save_ofTheSame_leavesTheFileAlone() throws IOException {
    files.save(CONFIG);
    Object before = Files.readAttributes(home.config(), "unix:ino").get("ino");
    files.save(CONFIG);
    assertThat(Files.readAttributes(home.config(), "unix:ino").get("ino")).isEqualTo(before);
  }

  @Test
  void principals_comeBackAsTheyWereSaved() {
    Principal cli = new Principal("cli", Role.CLI, "a1".repeat(32));
    List<Principal> principals =
        List.of(cli, cli.announcing("b2".repeat(32)), cli.switchedTo("c3".repeat(32)));
    assertThat(files.principals()).isEmpty();
    files.savePrincipals(principals);
    assertThat(files.principals()).isEqualTo(principals);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\" : 1 | \"version\" : 2 | version: 2 was written by a newer build",
        "\"version\" : 1 | \"version\" : 0 | version: 0 (expected: 1)",
        "\"version\" : 1 | \"version\" : \"1\" | version: expected: a whole number",
        "\"port_base\" : 7400 | \"port_base\" : \"7400\" | port_base: expected: a whole number",
        "\"port_base\" : 7400 | \"port_base\" : 7400.5 | port_base: expected: a whole number",
        "\"port_base\" : 7400 | \"port_base\" : 80 | AICO_PORT_BASE: 80",
        "\"port_base\" : 7400 | \"port\" : 7400 | port_base: missing",
        "\"port_base\" : 7400 | \"port_base\" : 7400, \"more\" : 1 | more: unknown field",
        "\"port_base\" : 7400 | \"port_base\" : 1, \"port_base\" : 7400 | Duplicate field",
        "\"setup\" : \"provisioned\" | \"setup\" : \"half\" | setup: expected: one of provisioned",
        "aico-abababab | ../evil | user_prefix: expected",
        "{ | [{ | not JSON",
        "} | } {} | something follows",
      })
  void damagedConfig_isRefused_withFileAndField(String whole, String damage, String message)
      throws IOException {
    files.save(CONFIG);
    String text = Files.readString(home.config());
    assertThat(text).contains(whole);
    Files.writeString(home.config(), text.replace(whole, damage));

    assertThatThrownBy(files::config)
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void truncatedConfig_isRefused_atEveryLength() throws IOException {
    files.save(CONFIG);
    byte[] whole = Files.readAllBytes(home.config());
    for (int length = 0; length < whole.length - 2; length++) {
      Files.write(home.config(), Arrays.copyOf(whole, length));
      assertThatThrownBy(files::config)
          .as("cut to %d bytes", length)
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("home.json");
    }
  }
}
