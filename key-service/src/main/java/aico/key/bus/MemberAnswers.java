package aico.key.bus;

import aico.bus.connector.Answer;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.key.MemberOutcome;
import aico.key.VaultShares;
import org.jspecify.annotations.Nullable;

/** What is answered to those who add and remove users, and share vaults with them. */
final class MemberAnswers {
  private static final String USER = "user";
  private static final String MEMBER = "member";

  private MemberAnswers() {}

  /**
   * The answer, or {@link RequestFailed}.
   *
   * @param recipient the key to seal a kit to, as hex
   */
  static Answer of(MemberOutcome outcome, String recipient) {
    return switch (outcome) {
      case MemberOutcome.Added(String slotId, SecretBytes kit) -> {
        try (kit) {
          yield Answer.sealed(
              new KeyReply.UserAdded(slotId), SealedBox.seal(Hex.decode(recipient), kit));
        }
      }
      case MemberOutcome.Removed() -> Answer.of(new Reply.Done());
      case MemberOutcome.NameTaken() -> throw failed("user: there is one of that name", USER);
      case MemberOutcome.TooManyUsers(int limit) ->
          throw failed("users: %d (expected: < %d)".formatted(limit, limit), null);
      case MemberOutcome.UnknownUser() ->
          throw new RequestFailed(ErrorCode.USAGE, "user: there is none", USER, null, 0);
      case MemberOutcome.OwnerStays() ->
          throw failed("user: the owner of the home cannot be removed", USER);
      case MemberOutcome.WouldLose(long vaults) ->
          throw failed(
              "vaults: %d that nobody else can open would be lost".formatted(vaults), null);
      case MemberOutcome.Locked() ->
          throw new RequestFailed(ErrorCode.LOCKED, "the household is locked: unlock first");
      case MemberOutcome.ChangedMeanwhile() ->
          throw failed("user: changed or unlocked meanwhile; try again", USER);
    };
  }

  /** The answer, or {@link RequestFailed}. */
  static Answer of(VaultShares.Outcome outcome, String member) {
    return switch (outcome) {
      case DONE -> Answer.of(new Reply.Done());
      case LOCKED -> throw new RequestFailed(ErrorCode.LOCKED, "the keys are locked");
      case UNKNOWN_VAULT -> throw failed("vault_id: no key of that vault", "vault_id");
      case UNKNOWN_USER ->
          throw new RequestFailed(
              ErrorCode.USAGE, "user '%s': there is none".formatted(member), MEMBER, null, 0);
      case NO_BOX -> throw failed("user '%s': has to unlock once first".formatted(member), MEMBER);
      case TOO_MANY ->
          throw failed(
              "user '%s': has to unlock first, too much is waiting".formatted(member), MEMBER);
      case LAST_HOLDER ->
          throw failed("user '%s': nobody else can open it".formatted(member), MEMBER);
    };
  }

  private static RequestFailed failed(String message, @Nullable String field) {
    return new RequestFailed(ErrorCode.FAILED, message, field, null, 0);
  }
}
