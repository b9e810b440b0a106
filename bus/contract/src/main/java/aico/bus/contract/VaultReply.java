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
   */
  record Vault(String name, String state, String path) implements VaultReply {}

  /**
   * A rotation of a vault's key.
   *
   * @param phase {@code none, starting, copying, verifying, switching, done, failed}
   * @param files how many there are; 0 until counted
   * @param files_done of the phase
   * @param bytes how many there are in files
   * @param bytes_done of the phase
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
      @Nullable String code,
      @Nullable String message)
      implements VaultReply {}

  /** All vaults, by name. */
  record Vaults(List<Vault> vaults) implements VaultReply {
    public Vaults {
      vaults = List.copyOf(vaults);
    }
  }
}
