package aico.vault;

import static aico.vault.Outcome.refused;

import aico.bus.contract.Users;
import aico.vault.Outcome.Reason;
import aico.vault.Recorder.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets others open a vault, and ends it: the key first, which key-service gives and takes, then the
 * record, then the registry. Cut off between, the key and the registry differ until the same is
 * asked again; nobody opens a vault without both.
 */
final class Sharing {
  private final VaultKeys keys;
  private final Recorder recorder;
  private final Registry registry;
  private final Notices notices;
  private final Places places;

  Sharing(VaultKeys keys, Recorder recorder, Registry registry, Notices notices, Places places) {
    this.keys = keys;
    this.recorder = recorder;
    this.registry = registry;
    this.notices = notices;
    this.places = places;
  }

  /** Within the vault's turn. */
  Outcome share(Vault vault, String user, Asker asker) {
    VaultEntry entry = vault.entry();
    if (!Users.isPerson(user)) {
      return new Outcome.Refused(
          Reason.USAGE,
          "user",
          "user '%s': no person; make a vault of the household".formatted(user));
    }
    if (entry.holders().contains(user)) {
      return new Outcome.Done(vault.view(places));
    }
    Optional<VaultKeys.Answer> why = keys.share(entry.user(), entry.id(), user);
    if (why.isPresent()) {
      return Mounter.withoutKey(entry, why.get());
    }
    List<String> more = new ArrayList<>(entry.sharedWith());
    more.add(user);
    return keep(vault, Deed.SHARED, user, more, asker);
  }

  /** Within the vault's turn. */
  Outcome unshare(Vault vault, String user, Asker asker) {
    VaultEntry entry = vault.entry();
    if (!entry.sharedWith().contains(user)) {
      return new Outcome.Done(vault.view(places));
    }
    Optional<VaultKeys.Answer> why = keys.unshare(entry.id(), user);
    if (why.isPresent()) {
      return Mounter.withoutKey(entry, why.get());
    }
    List<String> left = new ArrayList<>(entry.sharedWith());
    left.remove(user);
    return keep(vault, Deed.UNSHARED, user, left, asker);
  }

  private Outcome keep(Vault vault, Deed deed, String user, List<String> others, Asker asker) {
    VaultEntry changed = vault.entry().withSharedWith(others);
    try {
      recorder.recordMember(deed, changed, asker, user);
      registry.save(changed);
    } catch (VaultException unsaved) {
      return refused(
          Reason.FAILED,
          "vault %s: not done to its end, ask again: %s"
              .formatted(changed.name(), unsaved.getMessage()));
    }
    vault.replaceEntry(changed);
    notices.changed();
    return new Outcome.Done(vault.view(places));
  }
}
