package aico.vault;

import static aico.vault.Outcome.refused;

import aico.vault.Outcome.Reason;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes what its owner chose for a vault: the record first, then the registry. */
final class Choices {
  private final Owners owners;
  private final Recorder recorder;
  private final Registry registry;
  private final Notices notices;
  private final Places places;

  Choices(Owners owners, Recorder recorder, Registry registry, Notices notices, Places places) {
    this.owners = owners;
    this.recorder = recorder;
    this.registry = registry;
    this.notices = notices;
    this.places = places;
  }

  /** Within the vault's turn. */
  Outcome change(Vault vault, UnaryOperator<VaultSettings> change, Asker asker) {
    VaultEntry entry = vault.entry();
    VaultSettings chosen = change.apply(entry.settings());
    if (chosen.equals(entry.settings())) {
      return new Outcome.Done(vault.view(places));
    }
    Optional<Outcome> inTheWay = otherPlace(vault, chosen);
    if (inTheWay.isPresent()) {
      return inTheWay.get();
    }
    try {
      recorder.recordChoice(entry, asker, chosen);
      registry.save(entry.withSettings(chosen));
    } catch (VaultException unsaved) {
      return refused(
          Reason.FAILED, "vault %s: not changed: %s".formatted(entry.name(), unsaved.getMessage()));
    }
    vault.replaceEntry(entry.withSettings(chosen));
    notices.changed();
    return new Outcome.Done(vault.view(places));
  }

  /**
   * What keeps a vault from being mounted for another system user, and so elsewhere, from now on.
   */
  private Optional<Outcome> otherPlace(Vault vault, VaultSettings chosen) {
    VaultEntry entry = vault.entry();
    @Nullable String systemUser = chosen.systemUser();
    if (Objects.equals(systemUser, entry.settings().systemUser())) {
      return Optional.empty();
    }
    return switch (vault.state()) {
      case MOUNTED, MOUNTING, UNMOUNTING ->
          Optional.of(
              refused(
                  Reason.FAILED,
                  "vault %s: is %s (expected: unmounted, to be another system user's)"
                      .formatted(entry.name(), vault.state().wireName())));
      case LOCKED, ABSENT, DAMAGED ->
          owners
              .unfit(systemUser)
              .map(why ->
                  new Outcome.Refused(
                      Reason.USAGE, "system_user", "vault %s: %s".formatted(entry.name(), why)));
    };
  }
}
