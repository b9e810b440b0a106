package aico.key.bus;

import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.connector.OneTimeKey;
import aico.bus.connector.OneTimeKeys;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Users;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.key.Asker;
import aico.key.DerivationRefused;
import aico.key.HandOut;
import aico.key.InstallationChanges;
import aico.key.InstallationOutcome;
import aico.key.InstallationRotation;
import aico.key.KeyException;
import aico.key.KeyStorageMove;
import aico.key.Keyring;
import aico.key.MasterRotation;
import aico.key.Members;
import aico.key.Proof;
import aico.key.ProofRefused;
import aico.key.ServiceKeys;
import aico.key.SlotChanges;
import aico.key.SlotTests;
import aico.key.Subjects;
import aico.key.UnattendedStart;
import aico.key.UnlockOutcome;
import aico.key.Unlocking;
import aico.key.VaultKeys;
import aico.key.VaultShares;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers the requests of {@code key.requests}, which come here admitted by the contract. */
public final class KeyRequests {
  /** A derivation in front of this one takes about 2 s. */
  private static final long BUSY_RETRY_S = 3;

  /** Memory comes back when another program ends. */
  private static final long MEMORY_RETRY_S = 10;

  private static final System.Logger LOG = System.getLogger(KeyRequests.class.getName());

  private final Parts parts;
  private final SealedSecrets secrets;
  private final SlotRequests slots;

  /** Who does the work, and what the state says that never changes. */
  public record Parts(
      Keyring keyring,
      Unlocking unlocking,
      SlotChanges slotChanges,
      MasterRotation masterRotation,
      UnattendedStart unattendedStart,
      SlotTests slotTests,
      Members members,
      VaultKeys vaultKeys,
      VaultShares vaultShares,
      ServiceKeys serviceKeys,
      Subjects subjects,
      OneTimeKeys oneTimeKeys,
      String incarnation,
      String attestationKey,
      InstallationChanges installation) {}

  public KeyRequests(Parts parts) {
    this.parts = parts;
    secrets = new SealedSecrets(parts.oneTimeKeys());
    slots = new SlotRequests(parts, secrets);
  }

  /** The answer, or {@link RequestFailed}. */
  public Answer handle(Ask ask) {
    if (!(ask.request() instanceof KeyRequest<?> request)) {
      throw new IllegalStateException("not a request to key-service");
    }
    try {
      return answer(ask, request);
    } catch (DerivationRefused refused) {
      throw switch (refused.reason()) {
        case MEMORY ->
            new RequestFailed(
                ErrorCode.FAILED, refused.getMessage(), "memory", null, MEMORY_RETRY_S);
        case BUSY ->
            new RequestFailed(ErrorCode.FAILED, refused.getMessage(), null, null, BUSY_RETRY_S);
      };
    } catch (KeyException failed) {
      LOG.log(System.Logger.Level.WARNING, "{0}", failed.getMessage());
      throw new RequestFailed(ErrorCode.FAILED, failed.getMessage(), null, null, 0);
    }
  }

  private Answer answer(Ask ask, KeyRequest<?> request) {
    Asker asker = new Asker(ask.caller().principal(), ask.correlation());
    return switch (request) {
      case KeyRequest.State state -> Answer.of(state());
      case KeyRequest.NewOneTimeKey oneTimeKey -> {
        OneTimeKey key = parts.oneTimeKeys().create(asker.principal());
        yield Answer.of(new KeyReply.OneTimeKey(key.keyId(), key.publicKey()));
      }
      case KeyRequest.CreateUser create -> {
        Callers.require(asker, Principals.CLI);
        Callers.requireUsable(create.recipient());
        try (SecretBytes password = secrets.password(ask, create.key_id())) {
          yield answer(
              parts.unlocking().create(asker, create.user(), password, create.nonce()),
              create.recipient());
        }
      }
      case KeyRequest.AddUser add -> {
        Callers.require(asker, Principals.CLI);
        Callers.requireUsable(add.recipient());
        String by = ask.requiredPerson().user();
        try (SecretBytes password = secrets.password(ask, add.key_id())) {
          yield MemberAnswers.of(
              parts.members().add(asker, by, add.user(), password), add.recipient());
        }
      }
      case KeyRequest.RemoveUser(String user, boolean loseVaults) -> {
        Callers.require(asker, Principals.CLI);
        String by = ask.requiredPerson().user();
        yield MemberAnswers.of(parts.members().remove(asker, by, user, loseVaults), "");
      }
      case KeyRequest.Unlock unlock -> {
        Callers.require(asker, Principals.CLI);
        try (SecretBytes password = secrets.password(ask, unlock.key_id())) {
          Proof proof = new Proof.Password(password);
          yield answer(parts.unlocking().unlock(asker, unlock.user(), proof, unlock.nonce()), "");
        }
      }
      case KeyRequest.UnlockWithKit unlock -> {
        Callers.require(asker, Principals.CLI);
        try (SecretBytes kit = secrets.kit(ask, unlock.key_id())) {
          Proof proof = new Proof.Kit(kit);
          yield answer(parts.unlocking().unlock(asker, unlock.user(), proof, unlock.nonce()), "");
        }
      }
      case KeyRequest.OfSlots<?> ofSlots -> slots.answer(ask, asker, ofSlots);
      case KeyRequest.MoveStorage move -> {
        requireOwner(asker, move.user());
        try (SecretBytes secret = secrets.proof(ask, move.key_id(), move.proof())) {
          Proof proof = SealedSecrets.proof(move.proof(), secret);
          yield answer(parts.installation().moveStorage(asker, move.user(), proof, move.storage()));
        }
      }
      case KeyRequest.RotateInstallation rotate -> {
        requireOwner(asker, rotate.user());
        try (SecretBytes secret = secrets.proof(ask, rotate.key_id(), rotate.proof())) {
          Proof proof = SealedSecrets.proof(rotate.proof(), secret);
          yield answer(parts.installation().rotate(asker, rotate.user(), proof, rotate.into()));
        }
      }
      case KeyRequest.Lock lock -> {
        parts.keyring().lockForPerson(asker, lock.user());
        yield Answer.of(new Reply.Done());
      }
      case KeyRequest.ServiceKey serviceKey -> {
        Callers.requireUsable(serviceKey.recipient());
        yield sealed(
            parts.serviceKeys().handOut(asker, serviceKey.purpose()), serviceKey.recipient());
      }
      case KeyRequest.FormerServiceKey(String purpose, String recipient) -> {
        Callers.requireUsable(recipient);
        yield parts
            .serviceKeys()
            .handOutFormer(asker, purpose)
            .map(key -> sealed(key, recipient))
            .orElseThrow(() ->
                new RequestFailed(
                    ErrorCode.FAILED, "purpose: has no former key", "purpose", null, 0));
      }
      case KeyRequest.ServiceKeyTaken(String purpose, long epoch) -> {
        parts.serviceKeys().taken(asker.principal(), purpose, epoch);
        parts.installation().rotation().taken(asker);
        yield Answer.of(new Reply.Done());
      }
      case KeyRequest.Subjects(String recipient, String known) -> {
        Callers.requireUsable(recipient);
        yield SubjectAnswers.of(parts.subjects().directory(asker, known), recipient);
      }
      case KeyRequest.OpenSealed open -> {
        Callers.requireUsable(open.recipient());
        yield SubjectAnswers.of(parts.subjects(), open);
      }
      case KeyRequest.TellNames tell -> {
        Callers.require(asker, Principals.AUDIT);
        Callers.requireUsable(tell.recipient());
        yield SubjectAnswers.of(parts.subjects(), asker, tell);
      }
      case KeyRequest.CreateVaultKey create -> {
        Callers.require(asker, Principals.VAULT);
        Callers.requireUsable(create.recipient());
        yield answer(
            parts.vaultKeys().create(asker, create.user(), create.vault_id()), create.recipient());
      }
      case KeyRequest.VaultKey get -> {
        Callers.require(asker, Principals.VAULT);
        Callers.requireUsable(get.recipient());
        yield answer(
            parts.vaultKeys().get(asker, get.user(), get.vault_id(), get.epoch()), get.recipient());
      }
      case KeyRequest.RotateVaultKey rotate -> {
        Callers.require(asker, Principals.VAULT);
        Callers.requireUsable(rotate.recipient());
        yield answer(
            parts.vaultKeys().rotate(asker, rotate.user(), rotate.vault_id(), rotate.epoch()),
            rotate.recipient());
      }
      case KeyRequest.ShareVaultKey(String user, String vaultId, String member) -> {
        Callers.require(asker, Principals.VAULT);
        yield MemberAnswers.of(parts.vaultShares().share(asker, user, vaultId, member), member);
      }
      case KeyRequest.UnshareVaultKey(String vaultId, String member) -> {
        Callers.require(asker, Principals.VAULT);
        yield MemberAnswers.of(parts.vaultShares().unshare(asker, vaultId, member), member);
      }
      case KeyRequest.RetireVaultKeys(String user, String vaultId, int epoch) -> {
        Callers.require(asker, Principals.VAULT);
        if (!parts.vaultKeys().retireBefore(asker, user, vaultId, epoch)) {
          throw new RequestFailed(
              ErrorCode.FAILED, "epoch: no key of that vault and epoch", "epoch", null, 0);
        }
        yield Answer.of(new Reply.Done());
      }
    };
  }

  private KeyReply.State state() {
    List<KeyReply.UserState> users =
        parts.keyring().users().stream()
            .map(user ->
                new KeyReply.UserState(
                    user.user(), user.unlockId(), recoveryTested(user), user.unattended()))
            .toList();
    return new KeyReply.State(
        parts.incarnation(),
        parts.attestationKey(),
        parts.installation().storage(),
        users,
        parts.installation().rotation().progress().map(KeyRequests::rotation).orElse(null));
  }

  private static KeyReply.InstallationRotation rotation(InstallationRotation.Progress progress) {
    return new KeyReply.InstallationRotation(
        progress.from().keyId(),
        progress.to().keyId(),
        progress.from().storage(),
        progress.to().storage(),
        progress.waiting());
  }

  private static void requireOwner(Asker asker, String user) {
    Callers.require(asker, Principals.CLI);
    if (!user.equals(Users.OWNER)) {
      throw new RequestFailed(
          ErrorCode.DENIED,
          "user: %s (expected: %s, whose installation it is)".formatted(user, Users.OWNER));
    }
  }

  private @Nullable String recoveryTested(Keyring.UserState user) {
    String slotId = user.recoverySlotId();
    return slotId == null
        ? null
        : parts.slotTests().last(user.user(), slotId).map(Instant::toString).orElse(null);
  }

  private static Answer answer(UnlockOutcome outcome, String recipient) {
    return switch (outcome) {
      case UnlockOutcome.Unlocked(String unlockId, String attestation) ->
          Answer.of(new KeyReply.Unlocked(attestation, unlockId));
      case UnlockOutcome.Created(String unlockId, String attestation, SecretBytes kit) -> {
        try (kit) {
          yield Answer.sealed(
              new KeyReply.Unlocked(attestation, unlockId),
              SealedBox.seal(Hex.decode(recipient), kit));
        }
      }
      case ProofRefused refused -> throw Refusals.of(refused);
      case UnlockOutcome.UserExists() ->
          throw new RequestFailed(ErrorCode.FAILED, "user: there is one already", "user", null, 0);
      case UnlockOutcome.LockedMeanwhile() ->
          throw new RequestFailed(ErrorCode.LOCKED, "locked while it was being unlocked");
    };
  }

  private static Answer answer(InstallationOutcome outcome) {
    return switch (outcome) {
      case InstallationOutcome.Moved(KeyStorageMove.Moved moved) ->
          Answer.of(new KeyReply.StorageMoved(moved.from(), moved.to(), moved.left().orElse(null)));
      case InstallationOutcome.Rotating(InstallationRotation.Progress progress) ->
          Answer.of(rotation(progress));
      case ProofRefused refused -> throw Refusals.of(refused);
    };
  }

  private static Answer answer(HandOut outcome, String recipient) {
    return switch (outcome) {
      case HandOut.Key(SecretBytes key, int epoch) -> sealed(key, epoch, recipient);
      case HandOut.Locked() -> throw new RequestFailed(ErrorCode.LOCKED, "the keys are locked");
      case HandOut.UnknownVault() ->
          throw new RequestFailed(
              ErrorCode.FAILED, "vault_id: no key of that vault and epoch", "vault_id", null, 0);
      case HandOut.TooManyVaults(int limit) ->
          throw new RequestFailed(
              ErrorCode.FAILED, "vaults: %d (expected: < %d)".formatted(limit, limit));
    };
  }

  /** Takes over the key. */
  private static Answer sealed(ServiceKeys.ServiceKey handedOut, String recipient) {
    try (SecretBytes key = handedOut.key()) {
      return Answer.sealed(
          new KeyReply.HandedOut(
              handedOut.epoch(), handedOut.former().map(Integer::longValue).orElse(null)),
          SealedBox.seal(Hex.decode(recipient), key));
    }
  }

  /** Takes over {@code key}. */
  private static Answer sealed(SecretBytes key, int epoch, String recipient) {
    try (key) {
      return Answer.sealed(
          new KeyReply.HandedOut(epoch), SealedBox.seal(Hex.decode(recipient), key));
    }
  }
}
