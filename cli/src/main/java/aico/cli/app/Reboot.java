package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.VaultRequest;
import aico.cli.Keys.BootTest;
import aico.cli.VaultStatus;
import aico.cli.bus.SlotChanges;
import aico.cli.bus.SuiteBus;
import aico.cli.os.BootStarts;
import java.util.ArrayList;
import java.util.List;

/** Goes through the next reboot without anything being done. */
final class Reboot {
  private static final String AT_START = "start";

  private final Surroundings surroundings;

  Reboot(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  BootTest rehearse(SuiteBus bus) {
    List<String> because = new ArrayList<>();
    if (new BootStarts(surroundings.home().root()).found().isEmpty()) {
      because.add(
          "nothing starts the suite when the machine starts: have systemd or cron (@reboot) run"
              + " aico up");
    }
    KeyReply.Rehearsal rehearsal = new SlotChanges(bus).rehearseStart();
    if (!rehearsal.storage_opens()) {
      because.add(
          "the key storage '%s' did not give the installation key just now: aico doctor"
              .formatted(rehearsal.key_storage()));
    }
    if (!rehearsal.works_logged_out()) {
      because.add(
          "the key storage '%s' gives the installation key only while you are logged in: aico"
                  .formatted(rehearsal.key_storage())
              + " keystore move");
    }
    for (KeyReply.UserStart user : rehearsal.users()) {
      because.addAll(reasons(rehearsal, user));
    }
    if (!StatusReader.rolledBack(bus).isEmpty()) {
      because.add(
          "a file is older than the audit trail says, and nothing opens by itself before the owner"
              + " accepts that: aico doctor");
    }
    List<VaultStatus> vaults =
        StatusReader.of(bus.ask(new VaultRequest.ListVaults(), SuiteBus.QUICK)).stream()
            .filter(Reboot::mountsAtStart)
            .toList();
    for (VaultStatus vault : vaults) {
      if (List.of("absent", "damaged").contains(vault.state())) {
        because.add("vault %s is %s".formatted(vault.name(), vault.state()));
      }
    }
    return new BootTest(
        because.isEmpty(), because, vaults.stream().map(VaultStatus::name).toList());
  }

  private static List<String> reasons(KeyReply.Rehearsal rehearsal, KeyReply.UserStart user) {
    List<String> because = new ArrayList<>();
    if (!user.unattended()) {
      because.add("a person has to unlock after a start: aico unattended on");
    } else if (rehearsal.storage_opens() && !user.opens()) {
      because.add(
          "the unattended slot does not open under the installation key: aico unattended on makes"
              + " another");
    }
    if (user.unattended() && user.held()) {
      because.add("a person locked it, and that lasts until a person unlocks: aico unlock");
    }
    return because;
  }

  private static boolean mountsAtStart(VaultStatus vault) {
    VaultStatus.Settings settings = vault.settings();
    return settings != null && settings.mount().equals(AT_START);
  }
}
