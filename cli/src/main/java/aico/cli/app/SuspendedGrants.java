package aico.cli.app;

import aico.bus.contract.AlertResponse;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.StandingResponse;
import aico.bus.contract.Users;
import aico.bus.contract.VaultRequest;
import aico.cli.Alerts;
import aico.cli.Check;
import aico.cli.CommandFailed;
import aico.cli.Proof;
import aico.cli.Suite;
import aico.cli.Suspended;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.IntegratorFiles;
import aico.cli.storage.SessionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a restore brought back suspended. Nothing vouched for it in the place of the backup: an
 * integrator gets a fresh key, the one in the backup is let in under no name.
 */
final class SuspendedGrants {
  private final Surroundings surroundings;
  private final Talk talk;
  private final HomeFiles files;

  SuspendedGrants(Surroundings surroundings, Talk talk, HomeFiles files) {
    this.surroundings = surroundings;
    this.talk = talk;
    this.files = files;
  }

  /** What waits, as far as the services answer. */
  static List<Suspended> answered(SuiteBus bus) {
    List<Suspended> all = new ArrayList<>();
    try {
      integrators(bus, all);
      responses(bus, all);
    } catch (CommandFailed unreachable) {
      // A service that is away is told by its own line.
    }
    return List.copyOf(all);
  }

  /** What waits. */
  static List<Suspended> all(SuiteBus bus) {
    List<Suspended> all = new ArrayList<>();
    integrators(bus, all);
    responses(bus, all);
    return List.copyOf(all);
  }

  private static void integrators(SuiteBus bus, List<Suspended> all) {
    for (AuditReply.Integrator one :
        bus.ask(new AuditRequest.IntegratorList(), SuiteBus.BRIEF).integrators()) {
      if (Boolean.TRUE.equals(one.suspended())) {
        all.add(
            LocalBridges.target(one.name())
                .map(target -> new Suspended(Suspended.BRIDGE, target, ""))
                .orElseGet(() ->
                    new Suspended(
                        Suspended.INTEGRATOR,
                        one.name(),
                        Boolean.TRUE.equals(one.identified()) ? "identified" : "pseudonymous")));
      }
    }
  }

  private static void responses(SuiteBus bus, List<Suspended> all) {
    add(bus.ask(new VaultRequest.Responses(), SuiteBus.BRIEF).responses(), AlertResponse.LOCK, all);
    add(
        bus.ask(new AuthRequest.Responses(), SuiteBus.BRIEF).responses(),
        AlertResponse.REVOKE_SESSION,
        all);
  }

  private static void add(
      List<StandingResponse> standing, AlertResponse response, List<Suspended> all) {
    standing.stream()
        .filter(one -> !one.inForce())
        .forEach(
            one -> all.add(new Suspended(Suspended.RESPONSE, one.rule(), response.wireName())));
  }

  /** What {@code doctor} says of it. */
  static List<Check> examine(SuiteBus bus) {
    List<Suspended> all = answered(bus);
    if (all.isEmpty()) {
      return List.of(Check.ok("suspended", "nothing waits for you since a restore"));
    }
    return List.of(
        Check.weak(
            "suspended",
            "since a restore not in force: "
                + String.join(", ", all.stream().map(Suspended::text).toList()),
            fix(all)));
  }

  /** What to do about it, in one line. */
  static String fix(List<Suspended> all) {
    boolean out = all.stream().anyMatch(one -> one.kind().equals(Suspended.INTEGRATOR));
    boolean confirms = all.stream().anyMatch(one -> !one.kind().equals(Suspended.BRIDGE));
    boolean targets = all.stream().anyMatch(one -> one.kind().equals(Suspended.BRIDGE));
    List<String> steps = new ArrayList<>();
    if (confirms) {
      steps.add("aico restore confirm" + (out ? " --out DIR" : ""));
    }
    if (targets) {
      steps.add("for a target: aico bridge add, or aico bridge remove");
    }
    return String.join("; ", steps);
  }

  /** Puts it in force; integrators' new folders come to stand in {@code out}. */
  Suite.RestoreConfirmed confirm(@Nullable Path out, Proof proof) {
    List<Suspended> all = talk.onBus(SuspendedGrants::all);
    List<Suspended> wanted =
        all.stream().filter(one -> !one.kind().equals(Suspended.BRIDGE)).toList();
    if (wanted.isEmpty()) {
      return new Suite.RestoreConfirmed(List.of(), List.of(), all);
    }
    List<String> integrators =
        wanted.stream()
            .filter(one -> one.kind().equals(Suspended.INTEGRATOR))
            .map(Suspended::name)
            .toList();
    if (out == null && !integrators.isEmpty()) {
      throw CommandFailed.usage(
          "--out",
          "not given (expected: a folder for new credentials of %s)"
              .formatted(String.join(", ", integrators)));
    }
    ProofReader reader = new ProofReader(surroundings.terminal());
    Optional<OwnerProof> given = reader.given(proof);
    wanted.forEach(one -> surroundings.say("confirming " + one.text()));
    try (OwnerProof shown = given.orElseGet(() -> reader.ask(proof))) {
      return talk.onBus(bus -> {
        // Whoever holds a session need not be who may give access.
        SessionFile session =
            OwnFiles.session(surroundings.home(), talk.requireConfig(), Users.OWNER);
        new Unlock(bus, session).with(shown);
        return confirmed(bus, new Acting(bus, session), wanted, out);
      });
    }
  }

  private Suite.RestoreConfirmed confirmed(
      SuiteBus bus, Acting acting, List<Suspended> wanted, @Nullable Path out) {
    List<Suite.IntegratorFolder> folders = new ArrayList<>();
    List<Alerts.Response> responses = new ArrayList<>();
    if (out != null) {
      IntegratorSetup setup = new IntegratorSetup(surroundings, files, bus, acting);
      IntegratorFiles.make(out);
      wanted.stream()
          .filter(one -> one.kind().equals(Suspended.INTEGRATOR))
          .forEach(one -> folders.add(setup.confirm(one.name(), out.resolve(one.name()))));
    }
    for (Suspended one : wanted) {
      if (one.kind().equals(Suspended.RESPONSE)) {
        responses.addAll(respond(acting, one));
      }
    }
    return new Suite.RestoreConfirmed(folders, responses, all(bus));
  }

  private static List<Alerts.Response> respond(Acting acting, Suspended one) {
    AlertResponse response =
        one.grant().equals(AlertResponse.LOCK.wireName())
            ? AlertResponse.LOCK
            : AlertResponse.REVOKE_SESSION;
    List<StandingResponse> standing =
        switch (response) {
          case LOCK ->
              acting
                  .ask(Principals.VAULT, new VaultRequest.Respond(one.name(), true), SuiteBus.QUICK)
                  .responses();
          case REVOKE_SESSION ->
              acting
                  .ask(Principals.AUTH, new AuthRequest.Respond(one.name(), true), SuiteBus.QUICK)
                  .responses();
        };
    return standing.stream()
        .filter(now -> now.rule().equals(one.name()))
        .map(now -> OwnerAlerts.of(now, response))
        .toList();
  }
}
