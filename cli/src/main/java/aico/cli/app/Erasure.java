package aico.cli.app;

import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.KeyReply;
import aico.bus.contract.RequestFailed;
import aico.cli.CommandFailed;
import aico.cli.Proof;
import aico.cli.Suite;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SlotChanges;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.BackupNotes;
import java.time.Duration;
import java.util.Optional;

/**
 * Forgets who somebody was in the trail: the keys first, and from then on nobody reads it, whatever
 * comes of the rest.
 */
final class Erasure {
  /** The index is purged, and integrators are waited for. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Surroundings surroundings;
  private final String user;
  private final ProofReader proofs;

  Erasure(Surroundings surroundings, String user) {
    this.surroundings = surroundings;
    this.user = user;
    proofs = new ProofReader(surroundings.terminal());
  }

  Suite.Erased run(Proof proof) {
    Optional<OwnerProof> given = proofs.given(proof);
    try (OwnerProof shown = given.orElseGet(() -> proofs.ask(proof));
        SuiteBus bus = SuiteBus.open(surroundings.home().cli())) {
      surroundings.say("destroying the keys of " + user + "'s names (this takes some seconds)");
      KeyReply.SubjectForgotten forgotten = new SlotChanges(bus, user).forgetSubject(shown);
      String before = forgotten.before();
      if (before == null) {
        throw CommandFailed.failed(
            user + " had no keys for names: nothing of theirs is sealed in the trail");
      }
      AuditReply.Erased erased = awaitPurged(bus, before);
      return new Suite.Erased(
          user,
          before,
          erased.confirmed(),
          erased.unconfirmed(),
          new BackupNotes(surroundings.home()).told());
    }
  }

  private static AuditReply.Erased awaitPurged(SuiteBus bus, String subject) {
    try {
      return bus.ask(new AuditRequest.Erase(subject), LIMIT);
    } catch (CommandFailed | RequestFailed e) {
      throw CommandFailed.failed(
          "the keys are destroyed: nobody reads these names in the trail any more; audit-service has"
              + " not purged its index and told integrators yet, and goes on by itself: "
              + e.getMessage());
    }
  }
}
