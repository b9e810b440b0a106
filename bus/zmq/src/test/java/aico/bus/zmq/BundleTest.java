package aico.bus.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleTest {
  private static final String KEY = "ab".repeat(32);

  @TempDir Path folder;

  private static Bundle bundle() {
    return new Bundle(
        "vault-service",
        Role.VAULT,
        7424,
        Map.of("vaults", "/srv/vaults", "allow_other", "true"),
        Map.of(
            "vault.requests",
            new BundleTopic.Owned(
                TopicKind.REQUESTS,
                "tcp://127.0.0.1:7406",
                List.of(new BundlePrincipal("cli", Role.CLI, KEY, List.of("vault.list")))),
            "vault.events",
            new BundleTopic.Owned(
                TopicKind.EVENTS,
                "tcp://127.0.0.1:7407",
                List.of(new BundlePrincipal("cli", Role.CLI, KEY, List.of()))),
            "key.requests",
            new BundleTopic.Joined(
                TopicKind.REQUESTS,
                "key-service",
                "tcp://127.0.0.1:7400",
                KEY,
                List.of("key.state")),
            "key.events",
            new BundleTopic.Joined(
                TopicKind.EVENTS, "key-service", "tcp://127.0.0.1:7401", KEY, List.of())));
  }

  @Test
  void read_whatWasWritten_isTheSame() throws Exception {
    bundle().write(folder);

    assertThat(Bundle.read(folder)).isEqualTo(bundle());
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\" : 1|\"version\" : 2|version",
        "\"version\" : 1|\"version\" : \"1\"|version",
        "\"management_port\" : 7424|\"management_port\" : 99999|management_port",
        "\"management_port\" : 7424,||management_port",
        "\"principal\" : \"vault-service\"|\"principal\" : \"Vault\"|principal",
        "\"role\" : \"vault\"|\"role\" : \"king\"|role",
        "\"role\" : \"cli\"|\"role\" : \"king\"|topics.vault.events.principals.0.role",
        "\"vault.events\" :|\"vault-events\" :|topics.vault-events",
        "127.0.0.1:7400|0.0.0.0:7400|topics.key.requests.endpoint",
        "\"kind\" : \"events\"|\"kind\" : \"queue\"|topics.key.events.kind",
        "\"owner\" : true|\"owner\" : false|topics.vault.events.principals",
        "\"vaults\" :|\"x\" : 1, \"vaults\" :|settings.x",
        "\"topics\" :|\"more\" : 1, \"topics\" :|more",
      })
  void read_whatIsOutOfShape_namesFileAndField(String good, String bad, String field)
      throws Exception {
    bundle().write(folder);
    Path file = folder.resolve(Bundle.FILE);
    String json = Files.readString(file);
    String changed = json.replace(good, bad == null ? "" : bad);
    assertThat(changed).isNotEqualTo(json);
    Files.writeString(file, changed);

    BundleException e = catchThrowableOfType(BundleException.class, () -> Bundle.read(folder));

    assertThat(e).isNotNull();
    assertThat(e.field()).endsWith(field);
    assertThat(e).hasMessageContaining(file.toString());
  }

  @Test
  void read_aCutOffFile_isRefused() throws Exception {
    bundle().write(folder);
    Path file = folder.resolve(Bundle.FILE);
    Files.writeString(file, Files.readString(file).substring(0, 200));

    BundleException e = catchThrowableOfType(BundleException.class, () -> Bundle.read(folder));

    assertThat(e).hasMessageContaining("not JSON");
  }

  @Test
  void read_withoutAFile_saysSo() {
    BundleException e = catchThrowableOfType(BundleException.class, () -> Bundle.read(folder));

    assertThat(e).hasMessageContaining("not provisioned");
  }
}
