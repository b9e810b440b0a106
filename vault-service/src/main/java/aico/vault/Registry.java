package aico.vault;

import java.util.List;

/** Which vaults there are. Durable; each save replaces the entry of that name as a whole. */
public interface Registry {

  /** The most vaults of one home: each mounted one is a process of about 25 MiB. */
  int MAX_VAULTS = 256;

  /** All entries by name. */
  List<VaultEntry> load();

  /** Returns once durable. */
  void save(VaultEntry entry);
}
