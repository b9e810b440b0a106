package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The topology and the contract say the same. */
class TopologyTest {
  private final JsonNode topology = read();

  @Test
  void everyRequestOfTheContract_mayBeSentBySomeRole_andNoOther() {
    Set<String> sent = new TreeSet<>();
    for (JsonNode role : topology.get("roles")) {
      role.get("requests").forEach(r -> sent.add(r.asText()));
    }

    assertThat(sent)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(RequestType.values()).map(RequestType::wireName).toList());
  }

  @Test
  void topics_areThoseOfTheContract() {
    List<String> constants =
        Arrays.stream(Topics.class.getFields())
            .filter(f -> Modifier.isStatic(f.getModifiers()))
            .map(TopologyTest::value)
            .toList();

    assertThat(names("topics")).containsExactlyInAnyOrderElementsOf(constants);
  }

  @Test
  void roles_areThoseOfTheContract_andPortsDoNotClash() {
    Set<Integer> ports = new TreeSet<>();
    for (JsonNode topic : topology.get("topics")) {
      assertThat(Role.of("owner", topic.get("owner").asText())).isNotNull();
      assertThat(ports.add(topic.get("port").asInt())).isTrue();
    }
    for (String role : names("roles")) {
      assertThat(Role.of("roles", role)).isNotNull();
      JsonNode port = topology.at("/roles/" + role + "/management");
      assertThat(port.isMissingNode() || ports.add(port.asInt())).isTrue();
    }
  }

  @Test
  void onlyKeyServiceHandsOutKeys_andOnlyVaultServiceAsksForVaultKeys() {
    for (String role : names("roles")) {
      List<String> requests =
          StreamSupport.stream(topology.at("/roles/" + role + "/requests").spliterator(), false)
              .map(JsonNode::asText)
              .toList();
      if (!role.equals("vault")) {
        assertThat(requests)
            .as(role)
            .doesNotContain(
                "key.vault_key",
                "key.create_vault_key",
                "key.share_vault_key",
                "key.unshare_vault_key");
      }
      if (!role.equals("cli")) {
        assertThat(requests)
            .as(role)
            .doesNotContain(
                "key.unlock",
                "key.unlock_with_kit",
                "key.create_user",
                "key.add_user",
                "key.remove_user",
                "key.test_recovery",
                "key.change_password",
                "key.renew_recovery");
      }
    }
  }

  private List<String> names(String object) {
    return List.copyOf(
        StreamSupport.stream(
                ((Iterable<String>) () -> topology.get(object).fieldNames()).spliterator(), false)
            .toList());
  }

  private static String value(java.lang.reflect.Field field) {
    try {
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(Path.of("topology.yaml").toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
