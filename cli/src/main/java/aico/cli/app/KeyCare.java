package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.Kits;
import aico.cli.Older;
import aico.cli.Passwords;
import aico.cli.Proof;
import aico.cli.Suite;
import aico.cli.bus.KeyChanges;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SlotChanges;
import aico.cli.bus.SuiteBus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code password} and {@code recovery}: what a user changes about the ways to their keys. */
final class KeyCare {
  private static final String NEW_OPTION = "--new-password-file";

  private final Surroundings surroundings;
  private final String user;
  private final ProofReader proofs;
  private final PasswordReader passwords;

  KeyCare(Surroundings surroundings, String user) {
    this.surroundings = surroundings;
    this.user = user;
    proofs = new ProofReader(surroundings.terminal());
    passwords = new PasswordReader(surroundings.terminal());
  }

  /** Everything that can be wrong with the command line is said before anything is asked. */
  Older.Copies changePassword(Proof proof, Passwords fresh) {
    if (fromStandardInput(proof) && fresh instanceof Passwords.FromStandardInput) {
      throw CommandFailed.usage(NEW_OPTION, "standard input holds one of the two only");
    }
    Older.Copies older;
    Optional<OwnerProof> shown = proofs.given(proof);
    try {
      Optional<SecretBytes> chosen = passwords.given(fresh, NEW_OPTION);
      if (chosen.isEmpty() && !passwords.canAsk()) {
        throw CommandFailed.usage(
            NEW_OPTION, "not given, and there is no terminal to ask for a password at");
      }
      try (OwnerProof known = shown.orElseGet(() -> proofs.ask(proof));
          SecretBytes next = chosen.orElseGet(passwords::askNew);
          SuiteBus bus = bus()) {
        List<KeyReply.Slot> before = new SlotChanges(bus, user).slots();
        new KeyChanges(bus, user).changePassword(known, next);
        older = ended(before, "password");
      }
    } finally {
      shown.ifPresent(OwnerProof::close);
    }
    if (user.equals(Users.OWNER) && Files.exists(surroundings.home().firstLaunch())) {
      surroundings.say(
          surroundings.home().firstLaunch()
              + " holds the old password: copy the recovery kit"
              + " from it to a safe place, then delete it");
    }
    return older;
  }

  private Older.Copies ended(List<KeyReply.Slot> before, String kind) {
    return OlderCopies.ofSlots(surroundings.home(), before, slot -> slot.kind().equals(kind));
  }

  Suite.RecoveryTested testRecovery(Kits kits) {
    Optional<OwnerProof> given = proofs.given(kits);
    try (OwnerProof kit = given.orElseGet(() -> proofs.ask(kits));
        SuiteBus bus = bus()) {
      KeyReply.RecoveryTested tested = new KeyChanges(bus, user).testRecovery(kit);
      return new Suite.RecoveryTested(tested.slot_id(), tested.tested());
    }
  }

  /** Where the kit goes is known to work before the old one is given up. */
  Suite.RecoveryRenewed renewRecovery(Passwords from, @Nullable Path file) {
    NewKit.requirePlace(file, KitReader.OPTION, passwords.canAsk());
    Optional<OwnerProof> given = proofs.given(from);
    try (OwnerProof password = given.orElseGet(() -> proofs.ask(from));
        SuiteBus bus = bus()) {
      List<KeyReply.Slot> before = new SlotChanges(bus, user).slots();
      try (KeyChanges.Renewed renewed = new KeyChanges(bus, user).renewRecovery(password)) {
        NewKit.handOver(renewed.kit(), file, "kit");
        Older.Copies older = ended(before, "recovery");
        return new Suite.RecoveryRenewed(
            renewed.keyId(), file == null ? null : file.toString(), older.older(), older.backups());
      }
    }
  }

  private static boolean fromStandardInput(Proof proof) {
    return switch (proof) {
      case Passwords from -> from instanceof Passwords.FromStandardInput;
      case Kits from -> from instanceof Kits.FromStandardInput;
    };
  }

  private SuiteBus bus() {
    return SuiteBus.open(surroundings.home().cli());
  }
}
