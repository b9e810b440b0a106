package aico.bus.contract;

import org.jspecify.annotations.Nullable;

/** Requests to vault-service. */
public sealed interface VaultRequest<R extends Reply> extends Request<R> {

  /** All vaults with their states. */
  record ListVaults() implements VaultRequest<VaultReply.Vaults> {}

  /** Makes and mounts a vault, below {@code at} or in the default place. */
  record Create(String name, @Nullable String at) implements VaultRequest<VaultReply.Vault> {
    public Create {
      Shapes.name("name", name);
      Shapes.optionalPath("at", at);
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

  /** Locks every vault; answers when all are locked. */
  record LockAll() implements VaultRequest<VaultReply.Vaults> {}
}
