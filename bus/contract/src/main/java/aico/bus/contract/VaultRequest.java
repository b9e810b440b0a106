package aico.bus.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to vault-service. */
public sealed interface VaultRequest<R extends Reply> extends Request<R> {
  /** Stands for no other system user than the home's owner. */
  String HOME_OWNER = "";

  /** All vaults with their states. */
  record ListVaults() implements VaultRequest<VaultReply.Vaults> {}

  /**
   * Makes and mounts a vault, below {@code at} or in the default place.
   *
   * @param household whether it belongs to the household instead of the person
   * @param system_user whose files the mounted ones are, by the name the operating system knows;
   *     null for the home's owner
   */
  record Create(String name, @Nullable String at, boolean household, @Nullable String system_user)
      implements VaultRequest<VaultReply.Vault> {
    public Create(String name, @Nullable String at) {
      this(name, at, false, null);
    }

    public Create {
      Shapes.name("name", name);
      Shapes.optionalPath("at", at);
      if (system_user != null) {
        Shapes.systemUser("system_user", system_user);
      }
    }
  }

  /** Asks for a one-time key to seal a password to. */
  record NewOneTimeKey() implements VaultRequest<VaultReply.OneTimeKey> {}

  /**
   * Takes up the ciphertext of another gocryptfs, which lies at {@code at/name/cipher}, under a key
   * of its own, and mounts it. The password that opens it comes sealed to the one-time key.
   */
  record Adopt(String name, String at, String key_id) implements VaultRequest<VaultReply.Vault> {
    public Adopt {
      Shapes.name("name", name);
      if (Shapes.optionalPath("at", at) == null) {
        throw new InvalidField("at", "missing");
      }
      Shapes.id("key_id", key_id);
    }
  }

  /** A folder of plain files was copied into a vault and compared; its link is about to be set. */
  record Imported(String name) implements VaultRequest<VaultReply.Vault> {
    public Imported {
      Shapes.name("name", name);
    }
  }

  /** Mounts a vault. */
  record Mount(String name) implements VaultRequest<VaultReply.Vault> {
    public Mount {
      Shapes.name("name", name);
    }
  }

  /** Locks one vault until a person mounts it again. */
  record Unmount(String name) implements VaultRequest<VaultReply.Vault> {
    public Unmount {
      Shapes.name("name", name);
    }
  }

  /** Lets another user open a vault, too. */
  record Share(String name, String user) implements VaultRequest<VaultReply.Vault> {
    public Share {
      Shapes.name("name", name);
      Shapes.name("user", user);
    }
  }

  /**
   * Ends that another user can open a vault, and begins to give it a new key, since that user may
   * have kept the one there is. Answers at once, as {@link Rotate}.
   */
  record Unshare(String name, String user) implements VaultRequest<VaultReply.Rotation> {
    public Unshare {
      Shapes.name("name", name);
      Shapes.name("user", user);
    }
  }

  /**
   * Changes what its owner chose for a vault; null leaves a thing as it is, 0 turns it off.
   *
   * @param mount when it is mounted by itself: {@code unlock, demand, start}
   * @param idle_lock_s it is locked when it was not used for so long
   * @param grace_s how long it stays mounted when key-service is gone, not locked by a person
   * @param check_every_s how often all of it is read and compared with its manifest
   * @param hook_limit_s how long the hooks of one moment may take together
   * @param system_user whose files the mounted ones are; {@link #HOME_OWNER} for the home's owner
   */
  record Configure(
      String name,
      @Nullable String mount,
      @Nullable Long idle_lock_s,
      @Nullable Long grace_s,
      @Nullable Long check_every_s,
      @Nullable Long hook_limit_s,
      @Nullable String system_user)
      implements VaultRequest<VaultReply.Vault> {
    private static final long DAY_S = 24 * 60 * 60;

    public Configure {
      Shapes.name("name", name);
      if (mount != null) {
        Shapes.mountWhen("mount", mount);
      }
      zeroOrBetween("idle_lock_s", idle_lock_s, 1, 30 * DAY_S);
      zeroOrBetween("grace_s", grace_s, 1, 7 * DAY_S);
      zeroOrBetween("check_every_s", check_every_s, 60, 366 * DAY_S);
      // A lock holds a vault's turn, and the end of the service waits for it.
      zeroOrBetween("hook_limit_s", hook_limit_s, 1, 30);
      if (system_user != null && !system_user.equals(HOME_OWNER)) {
        Shapes.systemUser("system_user", system_user);
      }
    }

    private static void zeroOrBetween(String field, @Nullable Long value, long min, long max) {
      if (value != null && value != 0) {
        Shapes.between(field, value, min, max);
      }
    }
  }

  /**
   * Begins to copy a vault into a new one under a new key, which then takes its place; the vault is
   * closed to everyone meanwhile. Goes on where an earlier one was interrupted. Answers at once.
   */
  record Rotate(String name) implements VaultRequest<VaultReply.Rotation> {
    public Rotate {
      Shapes.name("name", name);
    }
  }

  /** How far the rotation of a vault is, or how the last one since the service started ended. */
  record RotationOf(String name) implements VaultRequest<VaultReply.Rotation> {
    public RotationOf {
      Shapes.name("name", name);
    }
  }

  /**
   * Begins to read all of a vault's ciphertext and to compare it with its manifest. Answers at
   * once.
   *
   * @param accept take what is there for what should be there, from now on; only while locked
   */
  record Check(String name, boolean accept) implements VaultRequest<VaultReply.Check> {
    public Check {
      Shapes.name("name", name);
    }
  }

  /** How far the check of a vault is, or what the last one since the service started found. */
  record CheckOf(String name) implements VaultRequest<VaultReply.Check> {
    public CheckOf {
      Shapes.name("name", name);
    }
  }

  /** Hooks of one moment of one vault; see {@link Shapes#moment}. */
  record HookPoint(String vault, String moment) {
    public HookPoint {
      Shapes.name("vault", vault);
      Shapes.moment("moment", moment);
    }
  }

  /**
   * A hook that there is.
   *
   * @param hook the name of its file
   * @param digest the first 32 hex digits of the SHA-256 of its content
   */
  record HookFile(String vault, String moment, String hook, String digest) {
    public HookFile {
      Shapes.name("vault", vault);
      Shapes.moment("moment", moment);
      Shapes.hook("hook", hook);
      Shapes.id("digest", digest);
    }
  }

  /** All hooks that there are; what is new of that is recorded before it is answered. */
  record HooksFound(List<HookFile> hooks) implements VaultRequest<Reply.Done> {
    /** They fit a request, and vault-service's file of them. */
    public static final int MAX = 200;

    public HooksFound {
      Shapes.atMost("hooks", hooks, MAX);
      hooks = List.copyOf(hooks);
    }
  }

  /**
   * Offers to run hooks, and asks which are due; answered when some are, or after a second with
   * none. Without another such request within 3 s nobody waits for hooks.
   *
   * @param points for which there are some
   * @param running ids of what was answered before and has not ended
   */
  record HooksDue(List<HookPoint> points, List<String> running)
      implements VaultRequest<VaultReply.HooksDue> {
    /** As many vaults as there may be, each with every moment. */
    private static final int POINTS_MAX = 1024;

    public HooksDue {
      Shapes.atMost("points", points, POINTS_MAX);
      Shapes.atMost("running", running, POINTS_MAX);
      points = List.copyOf(points);
      running = List.copyOf(running);
      running.forEach(id -> Shapes.id("running", id));
    }
  }

  /**
   * A hook that was run.
   *
   * @param hook the name of its file
   * @param exit_code 128 and the signal's number when it was ended at the limit
   */
  record HookRun(String hook, int exit_code, long took_ms) {
    public HookRun {
      Shapes.hook("hook", hook);
      Shapes.between("exit_code", exit_code, 0, 255);
      Shapes.between("took_ms", took_ms, 0, Integer.MAX_VALUE);
    }
  }

  /**
   * Hooks were run; recorded before it is answered.
   *
   * @param id of {@link VaultReply.HooksDue}, or null when nobody waits for them
   */
  record HooksRan(@Nullable String id, String vault, String moment, List<HookRun> runs)
      implements VaultRequest<Reply.Done> {
    private static final int RUNS_MAX = 64;

    public HooksRan {
      if (id != null) {
        Shapes.id("id", id);
      }
      Shapes.name("vault", vault);
      Shapes.moment("moment", moment);
      Shapes.atMost("runs", runs, RUNS_MAX);
      runs = List.copyOf(runs);
    }
  }

  /** Chooses whether the alerts of a rule lock everything of whoever chose it, or ends that. */
  record Respond(String rule, boolean on) implements VaultRequest<VaultReply.Responses> {
    public Respond {
      Shapes.rule("rule", rule);
    }
  }

  /** The rules whose alerts lock. */
  record Responses() implements VaultRequest<VaultReply.Responses> {}

  /**
   * Locks every vault; answers when all are locked.
   *
   * @param user only those that nobody but this user holds open; null for all
   */
  record LockAll(@Nullable String user) implements VaultRequest<VaultReply.Vaults> {
    public LockAll {
      if (user != null) {
        Shapes.name("user", user);
      }
    }

    public LockAll() {
      this(null);
    }
  }
}
