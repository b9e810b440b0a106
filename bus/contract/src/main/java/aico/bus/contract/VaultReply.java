package aico.bus.contract;

import java.util.List;

/** Answers of vault-service. */
public sealed interface VaultReply extends Reply {

  /**
   * One vault.
   *
   * @param state {@code absent, locked, mounting, mounted, unmounting, damaged}
   * @param path the folder to put files into; it exists only while mounted
   */
  record Vault(String name, String state, String path) implements VaultReply {}

  /** All vaults, by name. */
  record Vaults(List<Vault> vaults) implements VaultReply {
    public Vaults {
      vaults = List.copyOf(vaults);
    }
  }
}
