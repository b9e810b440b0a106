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
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealException;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.key.Asker;
import aico.key.DerivationRefused;
import aico.key.HandOut;
import aico.key.KeyException;
import aico.key.Keyring;
import aico.key.Proof;
import aico.key.ProofRefused;
import aico.key.RecoveryTests;
import aico.key.ServiceKeys;
import aico.key.SlotChanges;
import aico.key.SlotOutcome;
import aico.key.UnlockOutcome;
import aico.key.Unlocking;
import aico.key.VaultKeys;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers the requests of {@code key.requests}, which come here admitted by the contract. */
public final class KeyRequests {
  /** A derivation in front of this one takes about 2 s. */
  private static final long BUSY_RETRY_S = 3;

  /** Memory comes back when another program ends. */
  private static final long MEMORY_RETRY_S = 10;

  private static final System.Logger LOG = System.getLogger(KeyRequests.class.getName());

  private final Parts parts;

  /** Who does the work, and what the state says that never changes. */
  public record Parts(
      Keyring keyring,
      Unlocking unlocking,
      SlotChanges slotChanges,
      RecoveryTests recoveryTests,
      VaultKeys vaultKeys,
      ServiceKeys serviceKeys,
      OneTimeKeys oneTimeKeys,
      String incarnation,
      String attestationKey,
      String keyStorage) {}

  public KeyRequests(Parts parts) {
    this.parts = parts;
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
        requirePrincipal(asker, Principals.CLI);
        requireUsable(create.recipient());
        try (SecretBytes password = password(ask, create.key_id())) {
          yield answer(
              parts.unlocking().create(asker, create.user(), password, create.nonce()),
              create.recipient());
        }
      }
      case KeyRequest.Unlock unlock -> {
        requirePrincipal(asker, Principals.CLI);
        try (SecretBytes password = password(ask, unlock.key_id())) {
          Proof proof = new Proof.Password(password);
          yield answer(parts.unlocking().unlock(asker, unlock.user(), proof, unlock.nonce()), "");
        }
      }
      case KeyRequest.UnlockWithKit unlock -> {
        requirePrincipal(asker, Principals.CLI);
        try (SecretBytes kit = kit(ask, unlock.key_id())) {
          Proof proof = new Proof.Kit(kit);
          yield answer(parts.unlocking().unlock(asker, unlock.user(), proof, unlock.nonce()), "");
        }
      }
      case KeyRequest.TestRecovery test -> {
        requirePrincipal(asker, Principals.CLI);
        try (SecretBytes kit = kit(ask, test.key_id())) {
          yield answer(parts.slotChanges().testRecovery(asker, test.user(), kit), "");
        }
      }
      case KeyRequest.ChangePassword change -> {
        requirePrincipal(asker, Principals.CLI);
        try (PasswordChange secrets =
            PasswordChange.of(change.proof(), opened(ask, change.key_id()))) {
          yield answer(
              parts
                  .slotChanges()
                  .changePassword(asker, change.user(), secrets.proof(), secrets.fresh()),
              "");
        }
      }
      case KeyRequest.RenewRecovery renew -> {
        requirePrincipal(asker, Principals.CLI);
        requireUsable(renew.recipient());
        try (SecretBytes password = password(ask, renew.key_id())) {
          yield answer(
              parts.slotChanges().renewRecovery(asker, renew.user(), password), renew.recipient());
        }
      }
      case KeyRequest.Lock lock -> {
        parts.keyring().lock(asker, lock.user());
        yield Answer.of(new Reply.Done());
      }
      case KeyRequest.ServiceKey serviceKey -> {
        requireUsable(serviceKey.recipient());
        ServiceKeys.ServiceKey key = parts.serviceKeys().handOut(asker, serviceKey.purpose());
        yield sealed(key.key(), key.epoch(), serviceKey.recipient());
      }
      case KeyRequest.CreateVaultKey create -> {
        requirePrincipal(asker, Principals.VAULT);
        requireUsable(create.recipient());
        yield answer(
            parts.vaultKeys().create(asker, create.user(), create.vault_id()), create.recipient());
      }
      case KeyRequest.VaultKey get -> {
        requirePrincipal(asker, Principals.VAULT);
        requireUsable(get.recipient());
        yield answer(
            parts.vaultKeys().get(asker, get.user(), get.vault_id(), get.epoch()), get.recipient());
      }
      case KeyRequest.RotateVaultKey rotate -> {
        requirePrincipal(asker, Principals.VAULT);
        requireUsable(rotate.recipient());
        yield answer(
            parts.vaultKeys().rotate(asker, rotate.user(), rotate.vault_id(), rotate.epoch()),
            rotate.recipient());
      }
      case KeyRequest.RetireVaultKeys(String user, String vaultId, int epoch) -> {
        requirePrincipal(asker, Principals.VAULT);
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
            .map(user -> new KeyReply.UserState(user.user(), user.unlockId(), recoveryTested(user)))
            .toList();
    return new KeyReply.State(
        parts.incarnation(), parts.attestationKey(), parts.keyStorage(), users);
  }

  private @Nullable String recoveryTested(Keyring.UserState user) {
    String slotId = user.recoverySlotId();
    return slotId == null
        ? null
        : parts.recoveryTests().last(user.user(), slotId).map(Instant::toString).orElse(null);
  }

  /** The contract says so too; what hands out power asks once more. */
  private static void requirePrincipal(Asker asker, String principal) {
    if (!asker.principal().equals(principal)) {
      throw new RequestFailed(
          ErrorCode.DENIED, "%s (expected: %s)".formatted(asker.principal(), principal));
    }
  }

  /** Before anything is recorded or made: a key that nothing can be sealed to. */
  private static void requireUsable(String recipient) {
    try (SecretBytes nothing = SecretBytes.allocate(0)) {
      SealedBox.seal(Hex.decode(recipient), nothing);
    } catch (SealException lowOrder) {
      throw new RequestFailed(ErrorCode.USAGE, "recipient: not a usable key", "recipient", null, 0);
    }
  }

  private SecretBytes password(Ask ask, String keyId) {
    return checked(opened(ask, keyId), secret -> Secrets.requirePassword("password", secret));
  }

  private SecretBytes kit(Ask ask, String keyId) {
    return checked(opened(ask, keyId), Secrets::requireKit);
  }

  private static SecretBytes checked(SecretBytes secret, UnaryOperator<SecretBytes> shape) {
    try {
      return shape.apply(secret);
    } catch (RequestFailed refused) {
      secret.close();
      throw refused;
    }
  }

  /** What the sealed frame holds. */
  private SecretBytes opened(Ask ask, String keyId) {
    byte[] sealed = ask.sealed();
    if (sealed == null) {
      throw new RequestFailed(ErrorCode.USAGE, "sealed: missing", "sealed", null, 0);
    }
    return parts.oneTimeKeys().open(keyId, ask.caller().principal(), sealed);
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

  private static Answer answer(SlotOutcome outcome, String recipient) {
    return switch (outcome) {
      case SlotOutcome.PasswordChanged changed -> Answer.of(new Reply.Done());
      case SlotOutcome.Tested(String slotId, Instant at) ->
          Answer.of(new KeyReply.RecoveryTested(slotId, at.toString()));
      case SlotOutcome.Renewed(String slotId, SecretBytes kit) -> {
        try (kit) {
          yield Answer.sealed(
              new KeyReply.RecoveryRenewed(slotId), SealedBox.seal(Hex.decode(recipient), kit));
        }
      }
      case ProofRefused refused -> throw Refusals.of(refused);
      case SlotOutcome.ChangedMeanwhile() ->
          throw new RequestFailed(
              ErrorCode.FAILED, "the password or the kit was changed meanwhile; nothing was done");
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

  /** Takes over {@code key}. */
  private static Answer sealed(SecretBytes key, int epoch, String recipient) {
    try (key) {
      return Answer.sealed(
          new KeyReply.HandedOut(epoch), SealedBox.seal(Hex.decode(recipient), key));
    }
  }
}
