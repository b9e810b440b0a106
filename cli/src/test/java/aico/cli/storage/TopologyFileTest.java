package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.cli.CommandFailed;
import aico.cli.SuiteService;
import aico.cli.Topology;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyFileTest {
  private static final String SMALL =
      """
      version: 1
      topics:
        key.requests: { kind: requests, owner: key, port: 0 }
        key.events: { kind: events, owner: key, port: 1, connect: [vault] }
      roles:
        key: { management: 20, requests: [] }
        vault: { management: 24, requests: [key.state] }
      """;

  @Test
  void bundled_hasAllTopics_onPortsOfTheirOwn() {
    Topology topology = TopologyFile.bundled();

    assertThat(topology.topics()).hasSize(13);
    assertThat(topology.topics().values().stream().map(Topology.Topic::portOffset))
        .doesNotHaveDuplicates();
    assertThat(topology.managementOffset(SuiteService.VAULT)).isEqualTo(24);
  }

  @Test
  void small_isRead() {
    Topology topology = TopologyFile.parse(SMALL);

    assertThat(topology.topics())
        .containsEntry(
            "key.events",
            new Topology.Topic("key.events", TopicKind.EVENTS, Role.KEY, 1, Set.of(Role.VAULT)));
    assertThat(topology.roles())
        .containsEntry(Role.VAULT, new Topology.RoleEntry(24, Set.of("key.state")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version: 1 | version: 2 | version: 2 (expected: 1)",
        "kind: events | kind: event | topics.key.events.kind: event",
        "owner: key, port: 1 | owner: nobody, port: 1 | topics.key.events.owner: unknown role",
        "port: 1 | port: x | topics.key.events.port: x",
        "port: 1 | port: 40 | topics.key.events.port: 40",
        "connect: [vault] | connect: vault | topics.key.events.connect: expected: a list",
        "connect: [vault] | conect: [vault] | topics.key.events: unknown field conect",
        "management: 24 | management: -1 | roles.vault.management: -1",
        "[key.state] | [1] | roles.vault.requests: 1",
        "vault: { | vaults: { | roles.vaults: unknown role",
        "version: 1 | - 1 | not YAML",
      })
  void fault_namesItsField(String whole, String damage, String message) {
    assertThatThrownBy(() -> TopologyFile.parse(SMALL.replace(whole, damage)))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("topology.yaml")
        .hasMessageContaining(message.strip());
  }
}
