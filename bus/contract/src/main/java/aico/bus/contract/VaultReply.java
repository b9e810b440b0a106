package aico.bus.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of vault-service. */
public sealed interface VaultReply extends Reply {

  /**
   * One vault.
   *
   * @param state {@code absent, locked, mounting, mounted, unmounting, damaged}
   * @param path the folder to put files into; it exists only while mounted
   * @param settings what its owner chose; null from a service that does not tell
   * @param owner whose it is: a user, or {@link Users#HOUSEHOLD}; null likewise
   * @param shared_with the other users who can open it, by name
   * @param read_only whether it is mounted so that nobody can write to it, since files are not as
   *     they were left; null likewise
   * @param findings how many files are known not to be as they were left; null likewise
   */
  record Vault(
      String name,
      String state,
      String path,
      @Nullable Settings settings,
      @Nullable String owner,
      @Nullable List<String> shared_with,
      @Nullable Boolean read_only,
      @Nullable Long findings)
      implements VaultReply {
    public Vault {
      shared_with = shared_with == null ? List.of() : List.copyOf(shared_with);
    }

    public Vault(String name, String state, String path) {
      this(name, state, path, null, null, null, null, null);
    }
  }

  /**
   * What its owner chose for a vault; see {@link VaultRequest.Configure}.
   *
   * @param checked when all of it was last compared with its manifest, RFC 3339, or null
   * @param system_user whose files the mounted ones are; null for the home's owner
   */
  record Settings(
      String mount,
      long idle_lock_s,
      long grace_s,
      long check_every_s,
      long hook_limit_s,
      @Nullable String checked,
      @Nullable String system_user) {}

  /**
   * A rotation of a vault's key.
   *
   * @param phase {@code none, starting, copying, verifying, switching, done, failed}
   * @param files how many there are; 0 until counted
   * @param files_done of the phase
   * @param bytes how many there are in files
   * @param bytes_done of the phase
   * @param left_out sockets and pipes, which are not copied
   * @param code why it failed, as an error's code, or null
   * @param message why it failed, or null
   */
  record Rotation(
      String name,
      String phase,
      long files,
      long files_done,
      long bytes,
      long bytes_done,
      long left_out,
      @Nullable String code,
      @Nullable String message)
      implements VaultReply {}

  /**
   * A file of ciphertext that is not as it should be.
   *
   * @param fault {@code damaged, changed, missing, added}
   * @param good_at when it was known to be as it should be, RFC 3339
   * @param inode the number under which the mounted vault shows it, or 0
   * @param ciphertext its path below the vault's ciphertext
   */
  record Finding(String fault, String good_at, long inode, String ciphertext) {}

  /**
   * A check of a vault.
   *
   * @param phase {@code none, reading, done, failed}
   * @param files how many there are; 0 until counted
   * @param bytes how many there are in files
   * @param since when the manifest was made, RFC 3339, or null when there was none
   * @param total how many files are not as they should be
   * @param findings the first of them
   * @param live how many files are in use and were not judged
   * @param code why it failed, as an error's code, or null
   * @param message why it failed, or null
   */
  record Check(
      String name,
      String phase,
      long files,
      long files_done,
      long bytes,
      long bytes_done,
      @Nullable String since,
      long total,
      List<Finding> findings,
      long live,
      @Nullable String code,
      @Nullable String message)
      implements VaultReply {
    public Check {
      findings = List.copyOf(findings);
    }
  }

  /** A one-time public key; used once, by the caller alone, within 30 s. */
  record OneTimeKey(String key_id, String public_key) implements VaultReply {}

  /**
   * Hooks that are to be run now.
   *
   * @param id names this time
   * @param path the vault's folder for files
   * @param left_ms how long they may take
   */
  record HookDue(String id, String vault, String moment, String path, long left_ms) {}

  record HooksDue(List<HookDue> due) implements VaultReply {
    public HooksDue {
      due = List.copyOf(due);
    }
  }

  /** The rules whose alerts lock, by name. */
  record Responses(List<StandingResponse> responses) implements VaultReply {
    public Responses {
      responses = List.copyOf(responses);
    }
  }

  /** All vaults, by name. */
  record Vaults(List<Vault> vaults) implements VaultReply {
    public Vaults {
      vaults = List.copyOf(vaults);
    }
  }
}
