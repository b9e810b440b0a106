package aico.cli.app;

import aico.bus.contract.Principals;
import aico.bus.contract.Topics;
import aico.cli.Bundles;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.Principal;
import aico.cli.Topology;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.TopologyFile;
import java.util.List;

/** Where {@code audit.stream} is and whose key answers there. */
final class IntegratorEndpoints {
  /** An endpoint and 64 hex digits. */
  record Stream(String endpoint, String serverKey) {}

  private IntegratorEndpoints() {}

  static Stream stream(HomeLayout home, HomeConfig config) {
    List<Principal> principals = new HomeFiles(home).principals();
    Topology topology = TopologyFile.bundled();
    Topology.Topic topic = topology.topics().get(Topics.AUDIT_STREAM);
    if (topic == null) {
      throw CommandFailed.failed("topology.yaml: topics.audit.stream: missing");
    }
    return new Stream(
        new Bundles(topology, config.portBase(), principals).endpoint(topic),
        principals.stream()
            .filter(principal -> principal.name().equals(Principals.AUDIT))
            .findFirst()
            .orElseThrow(() -> CommandFailed.failed("principals.json: audit-service: missing"))
            .publicKey());
  }
}
