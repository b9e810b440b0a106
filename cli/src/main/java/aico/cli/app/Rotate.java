package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.Principals;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Users;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.Keys.Rotated;
import aico.cli.Keys.RotationRequest;
import aico.cli.Kits;
import aico.cli.Passwords;
import aico.cli.SlotKinds;
import aico.cli.VaultStatus;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SlotChanges;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.BackupNotes;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A new master key, and, where it may have been seen, a new key for each vault. The master key
 * comes first: from then on a vault that is left has a key that only older copies of the home open.
 */
final class Rotate {
  private static final String NEW_PASSWORD = "--new-password-file";
  private static final String NEW_KIT = "--new-recovery-kit";

  private final Surroundings surroundings;
  private final HomeConfig config;
  private final String user;
  private final ProofReader proofs;
  private final PasswordReader passwords;

  Rotate(
      Surroundings surroundings,
      HomeConfig config,
      String user,
      ProofReader proofs,
      PasswordReader passwords) {
    this.surroundings = surroundings;
    this.config = config;
    this.user = user;
    this.proofs = proofs;
    this.passwords = passwords;
  }

  /** Everything that can be wrong with the command line is said before anything is asked. */
  Rotated run(RotationRequest request) {
    NewKit.requirePlace(request.kit(), NEW_KIT, passwords.canAsk());
    Passwords fresh = request.fresh();
    if (fresh == null && request.proof() instanceof Kits) {
      throw CommandFailed.usage(
          NEW_PASSWORD, "missing: without the old password a new one has to be set");
    }
    if (isStandardInput(request) && fresh instanceof Passwords.FromStandardInput) {
      throw CommandFailed.usage(NEW_PASSWORD, "standard input holds one of the two only");
    }
    Optional<OwnerProof> shown = proofs.given(request.proof());
    try {
      Optional<SecretBytes> chosen =
          fresh == null ? Optional.of(OwnerKeys.none()) : passwords.given(fresh, NEW_PASSWORD);
      if (chosen.isEmpty() && !passwords.canAsk()) {
        throw CommandFailed.usage(
            NEW_PASSWORD, "not given, and there is no terminal to ask for a password at");
      }
      try (OwnerProof known = shown.orElseGet(() -> proofs.ask(request.proof()));
          SecretBytes next = chosen.orElseGet(passwords::askNew);
          SuiteBus bus = SuiteBus.open(surroundings.home().cli())) {
        return rotated(request, known, next, bus);
      }
    } finally {
      shown.ifPresent(OwnerProof::close);
    }
  }

  private static boolean isStandardInput(RotationRequest request) {
    return request.proof() instanceof Passwords.FromStandardInput
        || request.proof() instanceof Kits.FromStandardInput;
  }

  private Rotated rotated(
      RotationRequest request, OwnerProof known, SecretBytes next, SuiteBus bus) {
    Acting acting = new Acting(bus, OwnFiles.session(surroundings.home(), config, user), user);
    List<VaultStatus> open =
        request.vaults()
            ? StatusReader.of(bus.ask(new VaultRequest.ListVaults(), SuiteBus.QUICK)).stream()
                .filter(vault -> vault.isOpenTo(user))
                .toList()
            : List.of();
    List<VaultStatus> vaults = open.stream().filter(this::isTheirsToRotate).toList();
    if (!vaults.isEmpty() && !acting.hasSession()) {
      throw CommandFailed.locked(
          "the vaults get new keys, which needs an unlocked suite; nothing was changed: aico unlock");
    }
    surroundings.say("making a new master key (this takes some seconds)");
    try (SlotChanges.Rotated made =
        new SlotChanges(bus, user).rotateMaster(known, next, request.vaults())) {
      NewKit.handOver(made.kit(), request.kit(), "kit");
      warnOfFirstLaunch(request);
      List<String> rotated = new ArrayList<>();
      List<String> left = new ArrayList<>();
      String household = made.told().household_left();
      if (household != null) {
        left.add("the household: " + household);
      }
      for (VaultStatus vault : vaults) {
        rotateVault(bus, acting, vault, rotated, left);
      }
      open.stream()
          .filter(vault -> !vaults.contains(vault))
          .forEach(vault -> left.add(othersVault(vault)));
      return new Rotated(
          made.told().slot_id(),
          request.kit() == null ? null : request.kit().toString(),
          rotated,
          left,
          older(made.told()),
          new BackupNotes(surroundings.home()).told());
    }
  }

  /** The household's vaults are the owner's to manage. */
  private boolean isTheirsToRotate(VaultStatus vault) {
    return vault.owner().equals(user)
        || (user.equals(Users.OWNER) && vault.owner().equals(Users.HOUSEHOLD));
  }

  private static String othersVault(VaultStatus vault) {
    boolean household = vault.owner().equals(Users.HOUSEHOLD);
    return "%s: it is %s's, and %s rotates it (aico vault rotate %1$s%s)"
        .formatted(
            vault.name(),
            vault.owner(),
            household ? Users.OWNER : vault.owner(),
            household || vault.owner().equals(Users.OWNER) ? "" : " --user " + vault.owner());
  }

  /** One that cannot be rotated now does not hold the others up. */
  private void rotateVault(
      SuiteBus bus, Acting acting, VaultStatus vault, List<String> rotated, List<String> left) {
    try {
      VaultReply.Rotation begun =
          acting.ask(Principals.VAULT, new VaultRequest.Rotate(vault.name()), SuiteBus.QUICK);
      new RotationFollower(bus, surroundings.progress()).untilEnd(begun);
      rotated.add(vault.name());
    } catch (CommandFailed | RequestFailed failed) {
      left.add(
          "%s: %s (aico vault rotate %1$s%s)"
              .formatted(
                  vault.name(),
                  failed.getMessage(),
                  user.equals(Users.OWNER) ? "" : " --user " + user));
    }
  }

  private void warnOfFirstLaunch(RotationRequest request) {
    if (user.equals(Users.OWNER) && Files.exists(surroundings.home().firstLaunch())) {
      surroundings.say(
          surroundings.home().firstLaunch()
              + (request.fresh() == null
                  ? " holds the old recovery kit: delete it, and keep the password"
                  : " holds the old password and the old recovery kit: delete it"));
    }
  }

  /** What copies of the home from before this still open with. */
  private static List<String> older(KeyReply.MasterRotated told) {
    return told.ended().stream()
        .map(slot -> SlotKinds.secret(slot.kind(), slot.id(), slot.created()))
        .toList();
  }
}
