package aico.cli.app;

import aico.bus.contract.VaultRequest;
import aico.cli.Check;
import aico.cli.CommandFailed;
import aico.cli.VaultStatus;
import aico.cli.bus.SuiteBus;
import java.util.List;

/** What the doctor says of the files in vaults. */
final class VaultChecks {
  private static final String ID = "vaults";

  private VaultChecks() {}

  static List<Check> examine(SuiteBus bus) {
    List<Check> changed;
    try {
      changed =
          StatusReader.of(bus.ask(new VaultRequest.ListVaults(), SuiteBus.QUICK)).stream()
              .filter(vault -> vault.findings() > 0)
              .map(VaultChecks::changed)
              .toList();
    } catch (CommandFailed unreachable) {
      return List.of(
          Check.failed(
              ID,
              "vault-service does not answer: " + unreachable.getMessage(),
              "look into its log"));
    }
    return changed.isEmpty()
        ? List.of(Check.ok(ID, "no vault is known to have been changed while it was locked"))
        : changed;
  }

  private static Check changed(VaultStatus vault) {
    return Check.failed(
        ID,
        "vault %s: %s%s"
            .formatted(
                vault.name(),
                vault.changedFiles(),
                vault.read_only() ? "; it is mounted read-only" : ""),
        "aico vault check %1$s names them; bring them back from a backup (aico restore); then, or if it was you: aico vault unmount %1$s, aico vault check %1$s --accept"
            .formatted(vault.name()));
  }
}
