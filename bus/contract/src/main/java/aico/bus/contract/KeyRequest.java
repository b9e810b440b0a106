package aico.bus.contract;

import org.jspecify.annotations.Nullable;

/** Requests to key-service. A secret travels beside them in a sealed frame, never in a field. */
public sealed interface KeyRequest<R extends Reply> extends Request<R> {
  /** A kit takes 700 bytes; with a new password beside it, it has to fit into a sealed frame. */
  int KIT_MAX_SIZE_BYTES = 2048;

  /** Which users there are and who is unlocked. */
  record State() implements KeyRequest<KeyReply.State> {}

  /** A one-time public key to seal a secret to. */
  record NewOneTimeKey() implements KeyRequest<KeyReply.OneTimeKey> {}

  /**
   * First launch: makes a user's master key with a password slot and a recovery slot, and unlocks
   * it. Sealed frame: the password, sealed to {@code key_id}. The reply's sealed frame: the text of
   * the recovery kit, sealed to {@code recipient}.
   */
  record CreateUser(String user, String key_id, String recipient, String nonce)
      implements KeyRequest<KeyReply.Unlocked> {
    public CreateUser {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.publicKey("recipient", recipient);
      Shapes.id("nonce", nonce);
    }
  }

  /** Opens the password slot. Sealed frame: the password, sealed to {@code key_id}. */
  record Unlock(String user, String key_id, String nonce) implements KeyRequest<KeyReply.Unlocked> {
    public Unlock {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.id("nonce", nonce);
    }
  }

  /**
   * Opens the recovery slot. Sealed frame: the text of the recovery kit or its 24 words alone, 1 to
   * 2,048 bytes, sealed to {@code key_id}.
   */
  record UnlockWithKit(String user, String key_id, String nonce)
      implements KeyRequest<KeyReply.Unlocked> {
    public UnlockWithKit {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.id("nonce", nonce);
    }
  }

  /**
   * Tries whether the recovery kit opens the master key, and changes nothing but the date that
   * {@link KeyReply.UserState} tells. Sealed frame as of {@link UnlockWithKit}.
   */
  record TestRecovery(String user, String key_id) implements KeyRequest<KeyReply.RecoveryTested> {
    public TestRecovery {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
    }
  }

  /**
   * Puts a new password slot in place of the old one; who is locked stays locked, who is unlocked
   * stays unlocked. Sealed frame, sealed to {@code key_id}: the size of the proof as 2 bytes, the
   * higher one first, the proof, and the new password.
   *
   * @param proof what opens the keys now: {@code password}, or {@code recovery} for the kit
   */
  record ChangePassword(String user, String key_id, String proof)
      implements KeyRequest<Reply.Done> {
    public ChangePassword {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.slot("proof", proof);
    }
  }

  /**
   * Puts a new recovery slot in place of the old one. Sealed frame: the password, sealed to {@code
   * key_id}. The reply's sealed frame: the text of the new kit, sealed to {@code recipient}.
   */
  record RenewRecovery(String user, String key_id, String recipient)
      implements KeyRequest<KeyReply.RecoveryRenewed> {
    public RenewRecovery {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /** Forgets every unlocked key of {@code user}, or of all users. */
  record Lock(@Nullable String user) implements KeyRequest<Reply.Done> {
    public Lock {
      if (user != null) {
        Shapes.name("user", user);
      }
    }
  }

  /**
   * The caller's own key for a purpose, {@code service/<caller>/<purpose>}. The reply's sealed
   * frame: 32 bytes, sealed to {@code recipient}.
   */
  record ServiceKey(String purpose, String recipient) implements KeyRequest<KeyReply.HandedOut> {
    public ServiceKey {
      Shapes.purpose("purpose", purpose);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * Makes and keeps the key of a new vault; asked again for the same vault it answers with the same
   * key, so that an interrupted creation can go on. The reply's sealed frame: 32 bytes.
   */
  record CreateVaultKey(String user, String vault_id, String recipient)
      implements KeyRequest<KeyReply.HandedOut> {
    public CreateVaultKey {
      Shapes.name("user", user);
      Shapes.id("vault_id", vault_id);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * The key of a vault's epoch, from 1. The reply's sealed frame: 32 bytes, sealed to {@code
   * recipient}.
   */
  record VaultKey(String user, String vault_id, int epoch, String recipient)
      implements KeyRequest<KeyReply.HandedOut> {
    public VaultKey {
      Shapes.name("user", user);
      Shapes.id("vault_id", vault_id);
      Shapes.epoch("epoch", epoch);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * Makes and keeps the key of a vault's next epoch, beside the one there is; asked again it
   * answers with the same key, so that an interrupted rotation can go on. The reply's sealed frame:
   * 32 bytes.
   */
  record RotateVaultKey(String user, String vault_id, int epoch, String recipient)
      implements KeyRequest<KeyReply.HandedOut> {
    public RotateVaultKey {
      Shapes.name("user", user);
      Shapes.id("vault_id", vault_id);
      Shapes.epoch("epoch", epoch);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /** Destroys the keys of all epochs of a vault before {@code epoch}, whose key there must be. */
  record RetireVaultKeys(String user, String vault_id, int epoch)
      implements KeyRequest<Reply.Done> {
    public RetireVaultKeys {
      Shapes.name("user", user);
      Shapes.id("vault_id", vault_id);
      Shapes.epoch("epoch", epoch);
    }
  }
}
