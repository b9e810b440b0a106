package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Users;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.Passwords;
import aico.cli.Suite;
import aico.cli.VaultStatus;
import aico.cli.bus.SuiteBus;
import aico.cli.bus.UserChanges;
import aico.cli.storage.RecoveryKitFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code aico user …}: who may open vaults of their own in this home. */
final class UserCare {
  private final Surroundings surroundings;
  private final SuiteBus bus;
  private final PasswordReader passwords;

  UserCare(Surroundings surroundings, SuiteBus bus) {
    this.surroundings = surroundings;
    this.bus = bus;
    passwords = new PasswordReader(surroundings.terminal());
  }

  /** Where the kit goes is known to work before there is a user. */
  Suite.UserAdded add(Acting acting, String name, Passwords from, @Nullable Path kitFile) {
    if (kitFile != null) {
      RecoveryKitFile.requireAbsent(kitFile);
    }
    if (!passwords.canAsk() && (kitFile == null || from instanceof Passwords.AskAtTerminal)) {
      throw CommandFailed.usage(
          kitFile == null ? KitReader.OPTION : PasswordReader.OPTION,
          "not given, and there is no terminal");
    }
    Optional<SecretBytes> given = passwords.given(from);
    try (SecretBytes password = given.orElseGet(passwords::askNew)) {
      surroundings.say("making %s's keys".formatted(name));
      return acting.users(changes -> {
        try (UserChanges.Added added = changes.add(name, password)) {
          NewKit.handOver(added.kit(), kitFile, "kit");
          return new Suite.UserAdded(
              name, added.keyId(), kitFile == null ? null : kitFile.toString());
        }
      });
    }
  }

  /** Names the vaults at stake, which key-service only counts. */
  void remove(Acting acting, String name, boolean loseVaults) {
    List<VaultStatus> vaults =
        StatusReader.of(bus.ask(new VaultRequest.ListVaults(), SuiteBus.QUICK));
    List<String> own = names(vaults, vault -> vault.owner().equals(name));
    if (!own.isEmpty() && !loseVaults) {
      throw CommandFailed.failed(
          "user %s: owns %s: have them shared or copied first, or say --lose-vaults"
              .formatted(name, String.join(", ", own)));
    }
    acting.users(changes -> {
      changes.remove(name, loseVaults);
      return name;
    });
    List<String> open = names(vaults, vault -> !vault.owner().equals(name) && vault.isOpenTo(name));
    if (!open.isEmpty()) {
      surroundings.say(
          "%s could open %s; a copy of their keys and of the encrypted files still can, until you"
                  .formatted(name, String.join(", ", open))
              + " give them new keys: aico vault rotate NAME, or aico vault unshare NAME "
              + name);
    }
  }

  private static List<String> names(
      List<VaultStatus> vaults, java.util.function.Predicate<VaultStatus> which) {
    return vaults.stream().filter(which).map(VaultStatus::name).toList();
  }

  List<Suite.User> list() {
    return bus.ask(new KeyRequest.State(), SuiteBus.QUICK).users().stream()
        .filter(user -> Users.isPerson(user.user()))
        .map(UserCare::user)
        .toList();
  }

  private static Suite.User user(KeyReply.UserState user) {
    return new Suite.User(
        user.user(), user.unlocked() ? "unlocked" : "locked", user.recovery_tested());
  }
}
