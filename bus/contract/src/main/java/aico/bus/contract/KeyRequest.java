package aico.bus.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to key-service. A secret travels beside them in a sealed frame, never in a field. */
public sealed interface KeyRequest<R extends Reply> extends Request<R> {
  /** A kit takes 700 bytes; with a new password beside it, it has to fit into a sealed frame. */
  int KIT_MAX_SIZE_BYTES = 2048;

  /** Those about the ways to a user's master key. */
  sealed interface OfSlots<R extends Reply> extends KeyRequest<R> {}

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

  /**
   * Makes another user's master key with a password slot and a recovery slot; the user stays
   * locked. Sealed frame: the new user's password, sealed to {@code key_id}. The reply's sealed
   * frame: the text of their recovery kit, sealed to {@code recipient}.
   */
  record AddUser(String user, String key_id, String recipient)
      implements KeyRequest<KeyReply.UserAdded> {
    public AddUser {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * Destroys a user's keys, and gives the household a new one that they never had.
   *
   * @param lose_vaults also when there are vaults that nobody else can open
   */
  record RemoveUser(String user, boolean lose_vaults) implements KeyRequest<Reply.Done> {
    public RemoveUser {
      Shapes.name("user", user);
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
  record TestRecovery(String user, String key_id) implements OfSlots<KeyReply.RecoveryTested> {
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
  record ChangePassword(String user, String key_id, String proof) implements OfSlots<Reply.Done> {
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
      implements OfSlots<KeyReply.RecoveryRenewed> {
    public RenewRecovery {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /** Which slots a user's master key has. */
  record SlotsOf(String user) implements OfSlots<KeyReply.Slots> {
    public SlotsOf {
      Shapes.name("user", user);
    }
  }

  /**
   * Tries whether a slot opens the master key, and changes nothing but the date that {@link
   * KeyReply.Slot} tells. Sealed frame, sealed to {@code key_id}: what opens it, as of {@link
   * Unlock} and {@link UnlockWithKit}; none for a slot that opens with nobody there.
   *
   * @param key_id null for a slot that opens with nobody there
   */
  record TestSlot(String user, String slot_id, @Nullable String key_id)
      implements OfSlots<KeyReply.SlotTested> {
    public TestSlot {
      Shapes.name("user", user);
      Shapes.id("slot_id", slot_id);
      if (key_id != null) {
        Shapes.id("key_id", key_id);
      }
    }
  }

  /**
   * Makes a slot, in place of the one of its kind when there is one. Sealed frame: the proof,
   * sealed to {@code key_id}. The reply's sealed frame, sealed to {@code recipient}: for {@code
   * shares} the texts of the three shares, each with its size as 2 bytes before it, the higher one
   * first; for {@code unattended} none.
   *
   * @param kind {@code shares} or {@code unattended}
   * @param proof {@code password}, or {@code recovery} for kit and shares
   */
  record AddSlot(String user, String kind, String key_id, String proof, String recipient)
      implements OfSlots<KeyReply.SlotAdded> {
    public AddSlot {
      Shapes.name("user", user);
      Shapes.addedSlot("kind", kind);
      Shapes.id("key_id", key_id);
      Shapes.slot("proof", proof);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * Removes a slot: neither the password nor the last way of recovery. Sealed frame: the proof,
   * sealed to {@code key_id}.
   *
   * @param proof as of {@link AddSlot}
   */
  record RemoveSlot(String user, String slot_id, String key_id, String proof)
      implements OfSlots<Reply.Done> {
    public RemoveSlot {
      Shapes.name("user", user);
      Shapes.id("slot_id", slot_id);
      Shapes.id("key_id", key_id);
      Shapes.slot("proof", proof);
    }
  }

  /** Removes the slot that opens with nobody there, which only takes power away. */
  record EndUnattended(String user) implements OfSlots<Reply.Done> {
    public EndUnattended {
      Shapes.name("user", user);
    }
  }

  /**
   * Whether the next start would open the keys with nobody there; tries it, and changes nothing.
   */
  record RehearseStart() implements OfSlots<KeyReply.Rehearsal> {}

  /**
   * Puts a new master key in place of the old one: every vault's key is wrapped anew, the password
   * slot and the unattended slot are made anew, the kit is renewed, and all other slots go. Sealed
   * frame, sealed to {@code key_id}: the size of the proof as 2 bytes, the higher one first, the
   * proof, and the new password, which may be empty only when the proof is the password; that one
   * then stays. The reply's sealed frame: the text of the new kit, sealed to {@code recipient}.
   *
   * @param proof as of {@link AddSlot}
   * @param household whether the household gets a new master key behind that, too
   */
  record RotateMaster(String user, String key_id, String proof, String recipient, boolean household)
      implements OfSlots<KeyReply.MasterRotated> {
    public RotateMaster {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.slot("proof", proof);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * Moves the installation key into another key storage; the old one is emptied once the new one
   * has given the key back. Sealed frame: the proof, sealed to {@code key_id}.
   *
   * @param proof what is shown: {@code password}, or {@code recovery} for the kit
   * @param storage such as {@code tpm2}, or {@code mounted:/its/file}
   */
  record MoveStorage(String user, String key_id, String proof, String storage)
      implements KeyRequest<KeyReply.StorageMoved> {
    public MoveStorage {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.slot("proof", proof);
      Shapes.storage("storage", storage);
    }
  }

  /**
   * Puts a new installation key in the old one's place, or goes on with that; {@link State} says
   * how far it is. Sealed frame: the proof, sealed to {@code key_id}.
   *
   * @param proof as of {@link MoveStorage}
   * @param into the key storage for the new one; null for the one of the old
   */
  record RotateInstallation(String user, String key_id, String proof, @Nullable String into)
      implements KeyRequest<KeyReply.InstallationRotation> {
    public RotateInstallation {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.slot("proof", proof);
      if (into != null) {
        Shapes.storage("into", into);
      }
    }
  }

  /**
   * Forgets every unlocked key of {@code user}, or of all users. Until a person unlocks them again
   * they stay locked, also where they would open at a start with nobody there.
   */
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
   * The same key as it was before the installation key's rotation that is under way. The reply's
   * sealed frame: 32 bytes, sealed to {@code recipient}.
   */
  record FormerServiceKey(String purpose, String recipient)
      implements KeyRequest<KeyReply.HandedOut> {
    public FormerServiceKey {
      Shapes.purpose("purpose", purpose);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /** All that the caller keeps for that purpose is under its key of that epoch, the newest. */
  record ServiceKeyTaken(String purpose, long epoch) implements KeyRequest<Reply.Done> {
    public ServiceKeyTaken {
      Shapes.purpose("purpose", purpose);
      Shapes.between("epoch", epoch, 1, Integer.MAX_VALUE);
    }
  }

  /**
   * What the names in events are made unreadable with: whom they can be about, and the keys that
   * their pseudonyms come from. The reply's sealed frame: 32 bytes for each, sealed to {@code
   * recipient}.
   *
   * @param known the {@code state} of an answer before, or null
   */
  record Subjects(String recipient, @Nullable String known)
      implements KeyRequest<KeyReply.Subjects> {
    public Subjects {
      Shapes.publicKey("recipient", recipient);
      if (known != null) {
        Shapes.digest("known", known);
      }
    }
  }

  /**
   * Opens what is sealed to a subject, while that is unlocked. The reply's sealed frame: pseudonym,
   * name, pseudonym, name and so on, in the form of {@code SealedNames}, sealed to {@code
   * recipient}.
   *
   * @param subject the id of a subject
   * @param boxes 1 to 64 of them, base64
   */
  record OpenSealed(String subject, List<String> boxes, String recipient)
      implements KeyRequest<KeyReply.SealedOpened> {
    public static final int BOXES_MAX = 64;

    public OpenSealed {
      Shapes.id("subject", subject);
      Shapes.atMost("boxes", boxes, BOXES_MAX);
      boxes.forEach(box -> Shapes.box("boxes", box));
      boxes = List.copyOf(boxes);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * The same for those whom audit-service tells names of the trail, by a decision of the owner.
   *
   * @param boxes 1 to 64 of them, base64
   */
  record TellNames(String subject, List<String> boxes, String recipient)
      implements KeyRequest<KeyReply.SealedOpened> {
    public TellNames {
      Shapes.id("subject", subject);
      Shapes.atMost("boxes", boxes, OpenSealed.BOXES_MAX);
      boxes.forEach(box -> Shapes.box("boxes", box));
      boxes = List.copyOf(boxes);
      Shapes.publicKey("recipient", recipient);
    }
  }

  /**
   * Makes unreadable what was sealed about a user so far: their pair and the key of their
   * pseudonyms are destroyed, and new ones made. Sealed frame: their password or recovery kit,
   * sealed to {@code key_id}.
   *
   * @param proof {@code password} or {@code recovery}
   */
  record ForgetSubject(String user, String key_id, String proof)
      implements OfSlots<KeyReply.SubjectForgotten> {
    public ForgetSubject {
      Shapes.name("user", user);
      Shapes.id("key_id", key_id);
      Shapes.slot("proof", proof);
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
   * Makes and keeps the key of a vault's next epoch, beside the one there is, for everybody who has
   * that; asked again it answers with the same key, so that an interrupted rotation can go on. The
   * reply's sealed frame: 32 bytes.
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

  /**
   * Wraps a vault's keys, of every epoch there is, for {@code member} too; {@code user} is an
   * unlocked one who has them.
   */
  record ShareVaultKey(String user, String vault_id, String member)
      implements KeyRequest<Reply.Done> {
    public ShareVaultKey {
      Shapes.name("user", user);
      Shapes.id("vault_id", vault_id);
      Shapes.name("member", member);
    }
  }

  /** Destroys what {@code member} has of a vault's keys; somebody else has to have them. */
  record UnshareVaultKey(String vault_id, String member) implements KeyRequest<Reply.Done> {
    public UnshareVaultKey {
      Shapes.id("vault_id", vault_id);
      Shapes.name("member", member);
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
