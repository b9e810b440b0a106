package aico.cli;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundlePrincipal;
import aico.bus.zmq.BundleTopic;
import aico.cli.storage.TopologyFile;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlesTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Topology topology = TopologyFile.bundled();
  private final List<Principal> principals = everyone();
  private final Bundles bundles = new Bundles(topology, PortBase.DEFAULT, principals);

  @TempDir Path folder;

  @Test
  void ofVaultService_isTheGoldenBundle() throws IOException {
    Map<String, Object> bundle =
        bundles.of(principal("vault-service"), Map.of("vaults", "/h/vaults", "mounts", "/h/mnt"));

    String golden =
        new String(
            BundlesTest.class.getResourceAsStream("/bundle-vault-service.json").readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(bundle))
        .isEqualTo(golden.strip());
  }

  @Test
  void ofEveryPrincipal_isReadByTheBus() throws IOException {
    for (Principal principal : principals) {
      Bundle bundle = read(principal);

      assertThat(bundle.principal()).isEqualTo(principal.name());
      assertThat(bundle.role()).isEqualTo(principal.role());
    }
    assertThat(read(principal("cli")).managementPort()).isZero();
    assertThat(read(principal("vault-service")).managementPort()).isEqualTo(7424);
  }

  @Test
  void bothSidesOfATopic_sayTheSame() throws IOException {
    for (Principal principal : principals) {
      for (var topic : read(principal).topics().entrySet()) {
        if (topic.getValue() instanceof BundleTopic.Joined joined) {
          BundleTopic.Owned owned = owned(joined.ownerPrincipal(), topic.getKey());
          BundlePrincipal listed =
              owned.principals().stream()
                  .filter(p -> p.name().equals(principal.name()))
                  .findFirst()
                  .orElseThrow();
          assertThat(listed.publicKey()).isEqualTo(principal.publicKey());
          assertThat(listed.requests()).isEqualTo(joined.requests());
          assertThat(joined.endpoint()).isEqualTo(owned.endpoint());
          assertThat(joined.serverKey()).isEqualTo(principal(joined.ownerPrincipal()).publicKey());
        }
      }
    }
  }

  @Test
  void everyRequest_isGrantedOnlyToTheRolesOfTheTopology() throws IOException {
    Set<String> granted = new HashSet<>();
    for (SuiteService service : SuiteService.values()) {
      for (var topic : read(principal(service.principal())).topics().entrySet()) {
        if (topic.getValue() instanceof BundleTopic.Owned owned
            && owned.kind() == TopicKind.REQUESTS) {
          owned
              .principals()
              .forEach(p -> p.requests().forEach(r -> granted.add(p.role().wireName() + " " + r)));
        }
      }
    }
    Set<String> expected = new HashSet<>();
    topology
        .roles()
        .forEach((role, entry) ->
            entry.requests().forEach(r -> expected.add(role.wireName() + " " + r)));
    assertThat(granted).isEqualTo(expected);
    assertThat(granted)
        .allSatisfy(grant -> assertThat(RequestType.byWireName(grant.split(" ")[1])).isPresent());
  }

  @Test
  void nobodyReachesWhatIsNotListed() throws IOException {
    assertThat(read(principal("policy-service")).topics())
        .doesNotContainKeys("vault.requests", "vault.events", "audit.stream", "audit.alerts");
    assertThat(read(principal("vault-service")).topics().get("audit.requests"))
        .isInstanceOfSatisfying(
            BundleTopic.Joined.class,
            joined -> assertThat(joined.requests()).containsExactly("audit.open_state"));
    assertThat(read(principal("cli")).topics())
        .doesNotContainKeys("audit.records", "audit.stream", "audit.live", "key.events");
  }

  private BundleTopic.Owned owned(String owner, String topic) throws IOException {
    if (read(principal(owner)).topics().get(topic) instanceof BundleTopic.Owned owned) {
      return owned;
    }
    throw new AssertionError(owner + " does not own " + topic);
  }

  private Bundle read(Principal principal) throws IOException {
    Files.write(
        folder.resolve(Bundle.FILE), JSON.writeValueAsBytes(bundles.of(principal, Map.of())));
    return Bundle.read(folder);
  }

  private Principal principal(String name) {
    return principals.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Principal> everyone() {
    List<Principal> all = new ArrayList<>();
    int i = 1;
    for (SuiteService service : SuiteService.values()) {
      all.add(new Principal(service.principal(), service.role(), Integer.toString(i++).repeat(64)));
    }
    all.add(new Principal("cli", Role.CLI, "c".repeat(64)));
    return all;
  }
}
