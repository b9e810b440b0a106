package aico.policy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.policy.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionFileTest {
  private static final String ONE = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);

  @TempDir Path folder;

  @Test
  void samePolicies_keepTheirNumber_othersGetTheNext() {
    assertThat(file().numberOf(ONE)).isEqualTo(1);
    assertThat(file().numberOf(ONE)).isEqualTo(1);
    assertThat(file().numberOf(OTHER)).isEqualTo(2);
    assertThat(file().numberOf(ONE)).isEqualTo(3);
  }

  @Test
  void writeThatWasInterrupted_leavesTheOld() throws IOException {
    file().numberOf(ONE);
    Files.writeString(folder.resolve(".policy-version.json.next"), "{\"ver");

    assertThat(file().numberOf(ONE)).isEqualTo(1);
    assertThat(file().numberOf(OTHER)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'version':2,'policies':1,'digest':'ONE'} | version: 2 (expected: 1); written by a newer",
        "{'version':1,'policies':0,'digest':'ONE'} | policies: 0",
        "{'version':1,'policies':1,'digest':'x'} | digest",
        "{'version':1,'policies':1} | digest",
        "{'version':1,'policies':1,'digest':'ONE','more':1} | more",
        "{'version':1,'policies':1,'policies':2,'digest':'ONE'} | policies",
        "{'version':1 | body",
        "garbage | body",
      })
  void damagedFile_isRefused_namingTheField(String json, String message) throws IOException {
    Files.writeString(
        folder.resolve("policy-version.json"), json.replace('\'', '"').replace("ONE", ONE));

    assertThatThrownBy(() -> file().numberOf(ONE))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith("policy-version.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void oversize_isRefused() throws IOException {
    Files.writeString(folder.resolve("policy-version.json"), " ".repeat(5000));

    assertThatThrownBy(() -> file().numberOf(ONE)).hasMessageContaining("over 4096 bytes");
  }

  private VersionFile file() {
    return new VersionFile(folder);
  }
}
