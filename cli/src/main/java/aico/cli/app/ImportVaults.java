package aico.cli.app;

import aico.cli.Suite.NewVault;
import aico.cli.VaultStatus;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The vaults of the suite, as an import makes and mounts them. */
record ImportVaults(LocalVaults suite) implements VaultImport.Vaults {
  @Override
  public Optional<VaultStatus> find(String name) {
    return suite.vaults().stream().filter(vault -> vault.name().equals(name)).findFirst();
  }

  @Override
  public VaultStatus create(String name, @Nullable Path at, @Nullable String systemUser) {
    return suite.createVault(new NewVault(name, at, false, systemUser));
  }

  @Override
  public VaultStatus mount(String name) {
    return suite.mountVault(name);
  }

  @Override
  public VaultStatus unmount(String name) {
    return suite.unmountVault(name);
  }

  @Override
  public void imported(String name) {
    suite.imported(name);
  }
}
