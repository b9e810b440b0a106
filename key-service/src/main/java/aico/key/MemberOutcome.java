package aico.key;

import aico.bus.crypto.SecretBytes;

/** What became of a change to who the users are. */
public sealed interface MemberOutcome {
  /**
   * The user was made, and is locked.
   *
   * @param kit the text of the recovery kit, for the receiver to close; there is no second copy
   */
  record Added(String slotId, SecretBytes kit) implements MemberOutcome {}

  /** The user and their keys are gone. */
  record Removed() implements MemberOutcome {}

  /** There is one of that name, or the name is the household's. */
  record NameTaken() implements MemberOutcome {}

  record TooManyUsers(int limit) implements MemberOutcome {}

  record UnknownUser() implements MemberOutcome {}

  /** The owner of the home stays. */
  record OwnerStays() implements MemberOutcome {}

  /** There are vaults that nobody else can open. */
  record WouldLose(long vaults) implements MemberOutcome {}

  /** The household is locked, so that its key can be given to nobody. */
  record Locked() implements MemberOutcome {}

  /** The user's keys were changed or unlocked while this was under way; they stay. */
  record ChangedMeanwhile() implements MemberOutcome {}
}
