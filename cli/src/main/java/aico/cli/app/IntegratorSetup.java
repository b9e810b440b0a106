package aico.cli.app;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.Request;
import aico.bus.contract.Topics;
import aico.cli.Bundles;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.Principal;
import aico.cli.Suite;
import aico.cli.Topology;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Packages;
import aico.cli.os.Run;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.IntegratorFiles;
import aico.cli.storage.TopologyFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Makes an integrator's folder and has audit-service list its key. */
final class IntegratorSetup {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

  private final Surroundings surroundings;
  private final HomeFiles files;
  private final SuiteBus bus;
  private final Acting acting;

  IntegratorSetup(Surroundings surroundings, HomeFiles files, SuiteBus bus, Acting acting) {
    this.surroundings = surroundings;
    this.files = files;
    this.bus = bus;
    this.acting = acting;
  }

  Suite.IntegratorFolder add(String name, Path out, boolean identified) {
    if (exists(name)) {
      throw CommandFailed.failed("integrator '" + name + "' exists already");
    }
    return write(name, out, key -> new AuditRequest.IntegratorAdd(name, key, identified));
  }

  /** Another credential for one that there is. */
  Suite.IntegratorFolder renew(String name, Path out) {
    if (!exists(name)) {
      throw CommandFailed.usage("NAME", "there is no integrator '" + name + "'");
    }
    return write(name, out, key -> new AuditRequest.IntegratorRenew(name, key));
  }

  /** Another credential for one that a restore brought back, which may follow the log again. */
  Suite.IntegratorFolder confirm(String name, Path out) {
    return write(name, out, key -> new AuditRequest.IntegratorConfirm(name, key));
  }

  private Suite.IntegratorFolder write(
      String name, Path out, Function<String, Request<?>> listing) {
    IntegratorFiles folder = new IntegratorFiles(out);
    folder.prepare();
    boolean listed = false;
    try {
      requireZmq();
      String publicKey = folder.writeCredential(name, endpoints());
      folder.writeLogKey(bus.ask(new AuditRequest.State(), SuiteBus.QUICK).vkey());
      folder.writeProgram();
      acting.ask(Principals.AUDIT, listing.apply(publicKey), SuiteBus.LONG);
      listed = true;
    } finally {
      if (!listed) {
        folder.removeAll();
      }
    }
    return new Suite.IntegratorFolder(
        name, out.toAbsolutePath().normalize().toString(), IntegratorFiles.names());
  }

  private boolean exists(String name) {
    return bus.ask(new AuditRequest.IntegratorList(), SuiteBus.QUICK).integrators().stream()
        .anyMatch(integrator -> integrator.name().equals(name));
  }

  /** {@code subscribe.py} runs on the system's Python. */
  private void requireZmq() {
    if (!hasZmq()) {
      Packages.install(List.of("python3-zmq"), surroundings.progress());
    }
  }

  private static boolean hasZmq() {
    try {
      return Run.toEnd(PROBE_LIMIT, List.of("/usr/bin/python3", "-c", "import zmq")).ok();
    } catch (CommandFailed noPython) {
      return false;
    }
  }

  private IntegratorFiles.Endpoints endpoints() {
    HomeConfig config = files.config().orElseThrow();
    List<Principal> principals = files.principals();
    Principal audit =
        principals.stream()
            .filter(p -> p.name().equals(Principals.AUDIT))
            .findFirst()
            .orElseThrow(() -> CommandFailed.failed("principals.json: audit-service: missing"));
    Topology topology = TopologyFile.bundled();
    Bundles bundles = new Bundles(topology, config.portBase(), principals);
    return new IntegratorFiles.Endpoints(
        bundles.endpoint(topic(topology, Topics.AUDIT_STREAM)),
        bundles.endpoint(topic(topology, Topics.AUDIT_LIVE)),
        bundles.endpoint(topic(topology, Topics.AUDIT_ALERTS)),
        audit.publicKey());
  }

  private static Topology.Topic topic(Topology topology, String name) {
    Topology.Topic topic = topology.topics().get(name);
    if (topic == null) {
      throw CommandFailed.failed("topology.yaml: topics." + name + ": missing");
    }
    return topic;
  }
}
