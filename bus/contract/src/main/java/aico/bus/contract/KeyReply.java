package aico.bus.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of key-service. */
public sealed interface KeyReply extends Reply {

  /**
   * The state of all keys.
   *
   * @param incarnation random, new with every start of key-service
   * @param attestation_key the Ed25519 public key that verifies unlock attestations
   * @param key_storage which secure storage holds the installation key, such as {@code file}
   * @param rotation of the installation key, while one is under way
   */
  record State(
      String incarnation,
      String attestation_key,
      String key_storage,
      List<UserState> users,
      @Nullable InstallationRotation rotation)
      implements KeyReply {
    public State {
      users = List.copyOf(users);
    }

    public State(
        String incarnation, String attestation_key, String key_storage, List<UserState> users) {
      this(incarnation, attestation_key, key_storage, users, null);
    }
  }

  /**
   * One user's keys; also those of {@link Users#HOUSEHOLD}, once there are any.
   *
   * @param unlock_id random, new with every unlock; null while locked
   * @param recovery_tested when the recovery kit that holds now was last tested, RFC 3339 in UTC;
   *     null when never
   * @param unattended whether they were opened with nobody there, and no person unlocked since
   */
  record UserState(
      String user,
      @Nullable String unlock_id,
      @Nullable String recovery_tested,
      boolean unattended) {
    public UserState(String user, @Nullable String unlock_id) {
      this(user, unlock_id, null, false);
    }

    public boolean unlocked() {
      return unlock_id != null;
    }
  }

  /** A one-time public key; used once, by the caller alone, within 30 s. */
  record OneTimeKey(String key_id, String public_key) implements KeyReply {}

  /**
   * The new user's kit is in the sealed frame.
   *
   * @param slot_id the {@code KEY ID} of the kit
   */
  record UserAdded(String slot_id) implements KeyReply {}

  /** The proof of an unlock that auth-service trades for a session. */
  record Unlocked(String attestation, String unlock_id) implements KeyReply {}

  /**
   * The recovery kit opens the master key.
   *
   * @param slot_id the {@code KEY ID} of the kit
   * @param tested now, as {@link UserState} tells from here on
   */
  record RecoveryTested(String slot_id, String tested) implements KeyReply {}

  /**
   * The new kit is in the sealed frame; the old one opens nothing any more.
   *
   * @param slot_id the {@code KEY ID} of the new kit
   */
  record RecoveryRenewed(String slot_id) implements KeyReply {}

  /** The slots of a user's master key. */
  record Slots(List<Slot> slots) implements KeyReply {
    public Slots {
      slots = List.copyOf(slots);
    }
  }

  /**
   * One way to a master key.
   *
   * @param kind {@code password, recovery, shares, unattended}, or one that a newer version made
   * @param created RFC 3339 in UTC
   * @param tested when it was last tested, RFC 3339 in UTC; null when never
   */
  record Slot(String id, String kind, String created, @Nullable String tested) {}

  /** That slot opens the master key. */
  record SlotTested(String slot_id, String tested) implements KeyReply {}

  /** The new slot holds; one of the same kind opens nothing any more. */
  record SlotAdded(String slot_id) implements KeyReply {}

  /**
   * What the next start would do with nobody there.
   *
   * @param key_storage which secure storage holds the installation key
   * @param storage_opens whether it gave the installation key just now
   * @param survives_stolen_disk whether whoever has the disk alone does not have the key
   * @param survives_stolen_machine whether whoever has the machine, switched off, does not
   * @param keeps_out_other_users whether other users of the machine do not
   * @param works_logged_out whether it gives the key with nobody logged in
   */
  record Rehearsal(
      String key_storage,
      boolean storage_opens,
      boolean survives_stolen_disk,
      boolean survives_stolen_machine,
      boolean keeps_out_other_users,
      boolean works_logged_out,
      List<UserStart> users)
      implements KeyReply {
    public Rehearsal {
      users = List.copyOf(users);
    }
  }

  /**
   * What the next start would do with one user's keys.
   *
   * @param unattended whether there is a slot that opens with nobody there
   * @param opens whether that slot opened just now
   * @param held whether a person locked the keys, so that they stay so until a person unlocks
   */
  record UserStart(String user, boolean unattended, boolean opens, boolean held) {}

  /**
   * The new master key holds.
   *
   * @param slot_id the {@code KEY ID} of the new kit, which is in the sealed frame
   * @param vaults how many keys were wrapped anew
   * @param ended the slots there were before; they open nothing but older copies of the key file
   * @param household_left why the household has no new master key though it was to have one; null
   *     when it has, or was not to
   */
  record MasterRotated(
      String slot_id, int vaults, List<Slot> ended, @Nullable String household_left)
      implements KeyReply {
    public MasterRotated {
      ended = List.copyOf(ended);
    }
  }

  /**
   * The installation key is in another store.
   *
   * @param left why the old store still has a copy; null when it is empty
   */
  record StorageMoved(String from, String to, @Nullable String left) implements KeyReply {}

  /**
   * One installation key takes the place of another.
   *
   * @param from the id of the old key, {@code to} that of the new one
   * @param from_storage where the old one was
   * @param to_storage where the new one is
   * @param waiting for what, such as {@code vault-service/vault-manifest}; empty when the old key
   *     is gone
   */
  record InstallationRotation(
      String from, String to, String from_storage, String to_storage, List<String> waiting)
      implements KeyReply {
    public InstallationRotation {
      waiting = List.copyOf(waiting);
    }
  }

  /**
   * Whom events can be about.
   *
   * @param state changes whenever the answer would be another, 64 hex digits
   * @param subjects in the order of the keys in the sealed frame; when the asker knows that state,
   *     empty and without a sealed frame
   */
  record Subjects(String state, List<Subject> subjects) implements KeyReply {
    public Subjects {
      subjects = List.copyOf(subjects);
    }
  }

  /**
   * Whom an event can be about.
   *
   * @param user the name, as elsewhere
   * @param subject random, another one once what was sealed before is to be read by nobody
   * @param public_key what to seal names to, X25519
   */
  record Subject(String user, String subject, String public_key) implements KeyReply {}

  /**
   * What boxes held is in the sealed frame.
   *
   * @param read how many boxes from the first that covers: the rest is to be asked for again
   */
  record SealedOpened(int read) implements KeyReply {}

  /**
   * What was sealed to that user so far opens for nobody.
   *
   * @param before the subject's id until now; null when they had none
   * @param subject the id from now on
   */
  record SubjectForgotten(@Nullable String before, String subject) implements KeyReply {}

  /**
   * The key itself is in the sealed frame.
   *
   * @param former_epoch of the key before it, while what the caller keeps may be under that
   */
  record HandedOut(long epoch, @Nullable Long former_epoch) implements KeyReply {
    public HandedOut(long epoch) {
      this(epoch, null);
    }
  }
}
