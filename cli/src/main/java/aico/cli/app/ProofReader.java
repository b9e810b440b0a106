package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.Kits;
import aico.cli.Passwords;
import aico.cli.Proof;
import aico.cli.bus.OwnerProof;
import java.util.Optional;

/** Gets the owner's proof from where the command line says. */
final class ProofReader {
  private final PasswordReader passwords;
  private final KitReader kits;

  ProofReader(boolean terminal) {
    passwords = new PasswordReader(terminal);
    kits = new KitReader();
  }

  /**
   * What an option names; nothing when the person is to be asked.
   *
   * @throws CommandFailed when it cannot be read, or there is no terminal to ask at
   */
  Optional<OwnerProof> given(Proof proof) {
    Optional<OwnerProof> given =
        switch (proof) {
          case Passwords from -> passwords.given(from).map(OwnerProof.Password::new);
          case Kits from -> kits.given(from).map(OwnerProof.Kit::new);
        };
    if (given.isEmpty() && !passwords.canAsk()) {
      throw switch (proof) {
        case Passwords none ->
            CommandFailed.usage(
                PasswordReader.OPTION,
                "not given, and there is no terminal to ask for a password at");
        case Kits none ->
            CommandFailed.usage(
                KitReader.OPTION,
                "no file given, and there is no terminal to ask for its words at");
      };
    }
    return given;
  }

  /** Asks at the terminal. */
  OwnerProof ask(Proof proof) {
    return switch (proof) {
      case Passwords none -> new OwnerProof.Password(passwords.ask());
      case Kits.AskForShares shares -> new OwnerProof.Kit(kits.askShares());
      case Kits none -> new OwnerProof.Kit(kits.ask());
    };
  }
}
