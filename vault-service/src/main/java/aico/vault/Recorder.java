package aico.vault;

import org.jspecify.annotations.Nullable;

/** The audit trail. */
public interface Recorder {

  /** What is recorded of vaults. */
  enum Deed {
    CREATED,
    SHARED,
    UNSHARED,
    ADOPTED,
    IMPORTED,
    ROTATED,
    CHECKED,
    DAMAGE_FOUND,
    CONFIGURED,
    HOOK_RAN,
    HOOKS_CHANGED,
    MOUNTED,
    UNMOUNTED
  }

  /**
   * Returns once the record is durable.
   *
   * @param success false when it was tried and failed
   * @throws NotRecordedException then it must not take place
   */
  void record(Deed deed, VaultEntry vault, Asker asker, boolean success);

  /** What its owner chooses for a vault; as {@link #record}. */
  void recordChoice(VaultEntry vault, Asker asker, VaultSettings chosen);

  /**
   * A hook that was run.
   *
   * @param exitCode 128 and the signal's number when it was ended at the limit
   */
  record HookRun(String hook, int exitCode, long tookMs) {}

  /**
   * What came of a hook; draws on the reserve, since a lock waits for it.
   *
   * @param user whose vault it is, or null when it is not there any more
   */
  void recordHook(Hooks.Point point, HookRun run, Asker asker, @Nullable String user);

  /**
   * As {@link #record}, of a hook that is there now, is another, or is gone; {@code user} as above.
   */
  void recordHookChange(
      Hooks.Point point, String hook, KnownHooks.Change change, Asker asker, @Nullable String user);

  /** What a look at the files of a vault brought: how many are not as they should be. */
  void recordFindings(Deed deed, VaultEntry vault, Asker asker, long findings);

  /** As {@link #record}, of a vault that is shared with somebody, or not any more. */
  void recordMember(Deed deed, VaultEntry vault, Asker asker, String member);

  /** As {@link #record}, drawing on the reserve that is kept for what only takes power away. */
  void recordReserved(Deed deed, VaultEntry vault, Asker asker, boolean success);

  /** Nothing could be made durable: a full disk, a full outbox. */
  final class NotRecordedException extends VaultException {
    public NotRecordedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
