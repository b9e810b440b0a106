package aico.key.bus;

import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPair;
import aico.key.Asker;
import aico.key.KeyFile;
import aico.key.KeyStore;
import aico.key.ProofRefused;
import aico.key.SlotOutcome;
import aico.key.UnattendedStart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers the requests about the ways to a user's master key. */
final class SlotRequests {
  private final KeyRequests.Parts parts;
  private final SealedSecrets secrets;

  SlotRequests(KeyRequests.Parts parts, SealedSecrets secrets) {
    this.parts = parts;
    this.secrets = secrets;
  }

  Answer answer(Ask ask, Asker asker, KeyRequest.OfSlots<?> request) {
    Callers.require(asker, Principals.CLI);
    return switch (request) {
      case KeyRequest.SlotsOf(String user) -> Answer.of(slots(user));
      case KeyRequest.TestRecovery test -> {
        try (SecretBytes kit = secrets.kit(ask, test.key_id())) {
          SlotOutcome outcome = parts.slotChanges().testRecovery(asker, test.user(), kit);
          yield outcome instanceof SlotOutcome.Tested(String slotId, Instant at)
              ? Answer.of(new KeyReply.RecoveryTested(slotId, at.toString()))
              : answer(outcome, "");
        }
      }
      case KeyRequest.TestSlot test -> answer(tested(asker, ask, test), "");
      case KeyRequest.ChangePassword change -> {
        try (PasswordChange both =
            PasswordChange.of(change.proof(), secrets.opened(ask, change.key_id()))) {
          yield answer(
              parts.slotChanges().changePassword(asker, change.user(), both.proof(), both.fresh()),
              "");
        }
      }
      case KeyRequest.RenewRecovery renew -> {
        Callers.requireUsable(renew.recipient());
        try (SecretBytes password = secrets.password(ask, renew.key_id())) {
          yield answer(
              parts.slotChanges().renewRecovery(asker, renew.user(), password), renew.recipient());
        }
      }
      case KeyRequest.AddSlot add -> {
        Callers.requireUsable(add.recipient());
        try (SecretBytes secret = secrets.proof(ask, add.key_id(), add.proof())) {
          var proof = SealedSecrets.proof(add.proof(), secret);
          yield answer(
              add.kind().equals("shares")
                  ? parts.slotChanges().addShares(asker, add.user(), proof)
                  : parts.slotChanges().addUnattended(asker, add.user(), proof),
              add.recipient());
        }
      }
      case KeyRequest.RemoveSlot remove -> {
        try (SecretBytes secret = secrets.proof(ask, remove.key_id(), remove.proof())) {
          var proof = SealedSecrets.proof(remove.proof(), secret);
          yield answer(
              parts.slotChanges().remove(asker, remove.user(), remove.slot_id(), proof), "");
        }
      }
      case KeyRequest.EndUnattended(String user) -> {
        parts.slotChanges().endUnattended(asker, user);
        yield Answer.of(new Reply.Done());
      }
      case KeyRequest.ForgetSubject(String user, String keyId, String by) -> {
        try (SecretBytes secret = secrets.proof(ask, keyId, by)) {
          yield answer(
              parts.slotChanges().forgetSubject(asker, user, SealedSecrets.proof(by, secret)), "");
        }
      }
      case KeyRequest.RehearseStart rehearse -> Answer.of(rehearsal());
      case KeyRequest.RotateMaster rotate -> {
        Callers.requireUsable(rotate.recipient());
        try (PasswordChange both =
            PasswordChange.orKept(rotate.proof(), secrets.opened(ask, rotate.key_id()))) {
          SecretBytes fresh = both.isKept() ? null : both.fresh();
          yield answer(
              parts
                  .masterRotation()
                  .rotate(asker, rotate.user(), both.proof(), fresh, rotate.household()),
              rotate.recipient());
        }
      }
    };
  }

  private KeyReply.Slots slots(String user) {
    return new KeyReply.Slots(
        parts.keyring().slots(user).stream()
            .map(slot ->
                reply(
                    slot,
                    parts.slotTests().last(user, slot.id()).map(Instant::toString).orElse(null)))
            .toList());
  }

  private static KeyReply.Slot reply(KeyFile.Slot slot, @Nullable String tested) {
    return new KeyReply.Slot(slot.id(), slot.kind(), slot.created().toString(), tested);
  }

  private SlotOutcome tested(Asker asker, Ask ask, KeyRequest.TestSlot test) {
    String keyId = test.key_id();
    if (keyId == null) {
      return parts.slotChanges().test(asker, test.user(), test.slot_id(), null);
    }
    boolean password =
        parts.keyring().slots(test.user()).stream()
            .anyMatch(
                slot -> slot.id().equals(test.slot_id()) && slot instanceof KeyFile.PasswordSlot);
    String proof = password ? "password" : "recovery";
    try (SecretBytes secret = secrets.proof(ask, keyId, proof)) {
      return parts
          .slotChanges()
          .test(asker, test.user(), test.slot_id(), SealedSecrets.proof(proof, secret));
    }
  }

  private KeyReply.Rehearsal rehearsal() {
    UnattendedStart.Rehearsal rehearsal = parts.unattendedStart().rehearse();
    KeyStore.Facts facts = parts.unattendedStart().facts();
    return new KeyReply.Rehearsal(
        parts.installation().storage(),
        rehearsal.storageOpens(),
        facts.survivesStolenDisk(),
        facts.survivesStolenMachine(),
        facts.keepsOutOtherUsers(),
        facts.worksLoggedOut(),
        rehearsal.users().stream()
            .map(user ->
                new KeyReply.UserStart(user.user(), user.unattended(), user.opens(), user.held()))
            .toList());
  }

  private static Answer answer(SlotOutcome outcome, String recipient) {
    return switch (outcome) {
      case SlotOutcome.PasswordChanged changed -> Answer.of(new Reply.Done());
      case SlotOutcome.Removed removed -> Answer.of(new Reply.Done());
      case SlotOutcome.Tested(String slotId, Instant at) ->
          Answer.of(new KeyReply.SlotTested(slotId, at.toString()));
      case SlotOutcome.Renewed(String slotId, SecretBytes kit) ->
          sealed(new KeyReply.RecoveryRenewed(slotId), kit, recipient);
      case SlotOutcome.MasterRotated(
              String slotId,
              SecretBytes kit,
              int vaults,
              List<KeyFile.Slot> ended,
              Optional<String> householdLeft) ->
          sealed(
              new KeyReply.MasterRotated(
                  slotId,
                  vaults,
                  ended.stream().map(slot -> reply(slot, null)).toList(),
                  householdLeft.orElse(null)),
              kit,
              recipient);
      case SlotOutcome.Added(String slotId, List<SecretBytes> texts) -> {
        KeyReply.SlotAdded added = new KeyReply.SlotAdded(slotId);
        yield texts.isEmpty() ? Answer.of(added) : sealed(added, joined(texts), recipient);
      }
      case SlotOutcome.SubjectForgotten(Optional<String> before, String subject) ->
          Answer.of(new KeyReply.SubjectForgotten(before.orElse(null), subject));
      case ProofRefused refused -> throw Refusals.of(refused);
      case SlotOutcome.Impossible(String field, String why) ->
          throw new RequestFailed(ErrorCode.FAILED, field + ": " + why, field, null, 0);
      case SlotOutcome.ChangedMeanwhile() ->
          throw new RequestFailed(
              ErrorCode.FAILED, "the password or the kit was changed meanwhile; nothing was done");
    };
  }

  /** Takes over {@code secret}. */
  private static Answer sealed(Reply reply, SecretBytes secret, String recipient) {
    try (secret) {
      return Answer.sealed(reply, SealedBox.seal(Hex.decode(recipient), secret));
    }
  }

  /** Takes over the texts: each behind its size, one behind the other. */
  private static SecretBytes joined(List<SecretBytes> texts) {
    SecretBytes all = SecretBytes.allocate(0);
    try {
      for (SecretBytes text : texts.reversed()) {
        SecretBytes shorter = all;
        try (shorter) {
          all = SecretPair.join(text, shorter);
        }
      }
      return all;
    } finally {
      texts.forEach(SecretBytes::close);
    }
  }
}
