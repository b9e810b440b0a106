package aico.cli.app;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.Principals;
import aico.bus.zmq.Limits;
import aico.cli.CommandFailed;
import aico.cli.CredentialRotation;
import aico.cli.HomeConfig;
import aico.cli.Principal;
import aico.cli.Suite;
import aico.cli.SuiteService;
import aico.cli.Topology;
import aico.cli.bus.SuiteBus;
import aico.cli.os.HealthProbe;
import aico.cli.storage.BundleFiles;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.TopologyFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Rotates the CURVE key pairs of a suite that runs; see {@link CredentialRotation}. */
final class Credentials {
  /** A service reads its bundle every half second, and has to record what it takes up. */
  private static final Duration FOLLOW_LIMIT = Duration.ofSeconds(60);

  /** Commands that are connected read theirs as often, and are not asked. */
  private static final Duration STEP = Duration.ofMillis(1_500);

  private static final long POLL_MS = 50;

  private final Surroundings surroundings;
  private final HomeFiles files;
  private final Provisioning provisioning;
  private final CredentialRotation rotation;
  private final Map<SuiteService, HealthProbe> probes = new HashMap<>();

  Credentials(Surroundings surroundings, HomeConfig config, HomeFiles files) {
    this.surroundings = surroundings;
    this.files = files;
    Topology topology = TopologyFile.bundled();
    provisioning =
        new Provisioning(
            surroundings.home(),
            config,
            files,
            topology,
            new Installation(surroundings, config).standing());
    for (SuiteService service : SuiteService.values()) {
      int port = config.portBase().at(topology.managementOffset(service));
      probes.put(service, new HealthProbe(port));
    }
    rotation = new CredentialRotation(keys(), home(), processes());
  }

  /** Goes on with a rotation that was interrupted. */
  void finish() {
    if (rotation.isUnfinished()) {
      surroundings.say("finishing the rotation of credentials that was interrupted");
      rotation.resume();
    }
  }

  /** Rotates one, or all. */
  Suite.CredentialsRotated rotate(@Nullable String name, SuiteBus bus) {
    List<String> names = new ArrayList<>(files.principals().stream().map(Principal::name).toList());
    List<String> integrators =
        bus.ask(new AuditRequest.IntegratorList(), SuiteBus.QUICK).integrators().stream()
            // One that waits since a restore has no credential that could be outdated.
            .filter(integrator -> !Boolean.TRUE.equals(integrator.suspended()))
            .map(integrator -> integrator.name())
            .filter(integrator -> !LocalBridges.isOwn(surroundings.home(), integrator))
            .toList();
    String left = null;
    if (name != null) {
      if (!names.contains(name)) {
        throw CommandFailed.usage("PRINCIPAL", "'%s' (expected: one of %s)".formatted(name, names));
      }
      names = List.of(name);
    } else if (!integrators.isEmpty()) {
      names.remove(Principals.AUDIT);
      left = Principals.AUDIT;
    }
    surroundings.say("changing keys; old and new are both accepted meanwhile");
    List<Suite.CredentialRotated> rotated =
        rotation.rotate(names).stream()
            .map(p -> new Suite.CredentialRotated(p.name(), p.publicKey()))
            .toList();
    boolean cut = names.contains(Principals.AUDIT);
    return new Suite.CredentialsRotated(
        rotated, left, cut || left != null ? integrators : List.of());
  }

  private CredentialRotation.Keys keys() {
    return new CredentialRotation.Keys() {
      @Override
      public String makeNext(Principal principal) {
        return provisioning.key(principal.name(), Provisioning.KeyStep.NEXT);
      }

      @Override
      public String takeNext(Principal principal) {
        return provisioning.key(principal.name(), Provisioning.KeyStep.SWITCH);
      }

      @Override
      public String dropNext(Principal principal) {
        return provisioning.key(principal.name(), Provisioning.KeyStep.PRESENT);
      }
    };
  }

  private CredentialRotation.Home home() {
    return new CredentialRotation.Home() {
      @Override
      public List<Principal> principals() {
        return files.principals();
      }

      @Override
      public void save(List<Principal> principals) {
        files.savePrincipals(principals);
      }

      @Override
      public void placeBundles(List<Principal> principals) {
        provisioning.placeBundles(principals);
      }
    };
  }

  private CredentialRotation.Processes processes() {
    return new CredentialRotation.Processes() {
      @Override
      public boolean awaitWorkingWith(List<Principal> principals) {
        long began = System.nanoTime();
        boolean follow = await(FOLLOW_LIMIT, () -> allWorkWith(principals));
        await(STEP, () -> System.nanoTime() - began > STEP.toNanos());
        return follow;
      }

      @Override
      public void awaitMoved() {
        await(Duration.ofMillis(Limits.DEADLINE_MS), Credentials.this::allMoved);
      }
    };
  }

  private boolean allWorkWith(List<Principal> principals) {
    for (SuiteService service : SuiteService.values()) {
      Principal principal =
          principals.stream()
              .filter(p -> p.name().equals(service.principal()))
              .findFirst()
              .orElseThrow();
      String digest = BundleFiles.digest(provisioning.bundle(principal, principals));
      Optional<HealthProbe.Credential> has = probe(service).credential();
      if (has.isEmpty()
          || !has.get().bundleDigest().equals(digest)
          || !principal.mayWorkWith(has.get().publicKey())) {
        return false;
      }
    }
    return true;
  }

  private boolean allMoved() {
    for (SuiteService service : SuiteService.values()) {
      Optional<HealthProbe.Credential> has = probe(service).credential();
      if (has.isEmpty() || has.get().moving() > 0) {
        return false;
      }
    }
    return true;
  }

  private HealthProbe probe(SuiteService service) {
    return java.util.Objects.requireNonNull(probes.get(service));
  }

  private static boolean await(Duration limit, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > limit.toNanos()) {
        return false;
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw CommandFailed.failed("interrupted");
      }
    }
    return true;
  }
}
