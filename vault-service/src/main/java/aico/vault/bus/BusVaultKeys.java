package aico.vault.bus;

import aico.bus.connector.Answered;
import aico.bus.connector.BusClient;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.UnsealException;
import aico.vault.VaultKeys;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Keys from key-service, each sealed to a key pair of its own that is forgotten with the reply. */
public final class BusVaultKeys implements VaultKeys {
  /** One derivation takes half a second, and those of other vaults may be before it. */
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private static final int KEY_BYTES = 32;

  private final BusClient bus;

  public BusVaultKeys(BusClient bus) {
    this.bus = bus;
  }

  @Override
  public Answer create(String user, String vaultId) {
    return ask(recipient -> new KeyRequest.CreateVaultKey(user, vaultId, recipient));
  }

  @Override
  public Answer fetch(String user, String vaultId, int epoch) {
    return ask(recipient -> new KeyRequest.VaultKey(user, vaultId, epoch, recipient));
  }

  @Override
  public Answer rotate(String user, String vaultId, int epoch) {
    return ask(recipient -> new KeyRequest.RotateVaultKey(user, vaultId, epoch, recipient));
  }

  @Override
  public Optional<String> retireBefore(String user, String vaultId, int epoch) {
    try {
      bus.ask(new KeyRequest.RetireVaultKeys(user, vaultId, epoch), DEADLINE);
      return Optional.empty();
    } catch (RequestFailed failed) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
  }

  @Override
  public Optional<Answer> share(String user, String vaultId, String member) {
    return done(new KeyRequest.ShareVaultKey(user, vaultId, member));
  }

  @Override
  public Optional<Answer> unshare(String vaultId, String member) {
    return done(new KeyRequest.UnshareVaultKey(vaultId, member));
  }

  private Optional<Answer> done(KeyRequest<Reply.Done> request) {
    try {
      bus.ask(request, DEADLINE);
      return Optional.empty();
    } catch (RequestFailed failed) {
      return Optional.of(failed(failed));
    }
  }

  private Answer ask(Function<String, KeyRequest<KeyReply.HandedOut>> request) {
    try (OneTimeKeyPair pair = OneTimeKeyPair.generate()) {
      Answered<KeyReply.HandedOut> answered =
          bus.askForSealed(request.apply(Hex.encode(pair.publicKey())), DEADLINE);
      byte[] sealed = answered.sealed();
      return sealed == null
          ? new Answer.Failed("key-service: an answer without a key")
          : opened(pair, sealed);
    } catch (RequestFailed failed) {
      return failed(failed);
    }
  }

  private static Answer opened(OneTimeKeyPair pair, byte[] sealed) {
    try {
      SecretBytes key = pair.open(sealed);
      if (key.sizeBytes() == KEY_BYTES) {
        return new Answer.Key(key);
      }
      key.close();
      return new Answer.Failed(
          "key-service: a key of %d bytes (expected: %d)".formatted(key.sizeBytes(), KEY_BYTES));
    } catch (UnsealException notForUs) {
      return new Answer.Failed("key-service: a key that is not sealed to us");
    }
  }

  private static Answer failed(RequestFailed failed) {
    String message = String.valueOf(failed.getMessage());
    if (failed.retryAfterS().isPresent()) {
      return new Answer.Unreachable(message);
    }
    return switch (failed.code()) {
      case LOCKED -> new Answer.Locked();
      case DENIED -> new Answer.Denied(message);
      case FAILED, USAGE -> new Answer.Failed(message);
      case UNREACHABLE -> new Answer.Unreachable(message);
    };
  }
}
