package aico.cli.app;

import aico.bus.crypto.InvalidPasswordException;
import aico.bus.crypto.PasswordFile;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretTooLongException;
import aico.bus.crypto.SystemCallException;
import aico.bus.crypto.TerminalPassword;
import aico.cli.CommandFailed;
import aico.cli.Passphrase;
import aico.cli.Passwords;
import java.util.Optional;

/** Gets a master password from where the command line says, into locked memory only. */
final class PasswordReader {
  static final String OPTION = "--password-file";

  private final boolean terminal;

  PasswordReader(boolean terminal) {
    this.terminal = terminal;
  }

  boolean canAsk() {
    return terminal && TerminalPassword.isAvailable();
  }

  /** The password that {@code --password-file} names; nothing when there is none. */
  Optional<SecretBytes> given(Passwords passwords) {
    return given(passwords, OPTION);
  }

  /** The password that an option names; nothing when there is none. */
  Optional<SecretBytes> given(Passwords passwords, String option) {
    try {
      return switch (passwords) {
        case Passwords.FromFile(var file) -> Optional.of(PasswordFile.read(file));
        case Passwords.FromStandardInput stdin -> Optional.of(PasswordFile.readStandardInput());
        case Passwords.AskAtTerminal ask -> Optional.empty();
      };
    } catch (InvalidPasswordException | SecretTooLongException bad) {
      throw CommandFailed.usage(option, String.valueOf(bad.getMessage()));
    } catch (SystemCallException unreadable) {
      throw CommandFailed.usage(option, "cannot be read: " + unreadable.getMessage());
    }
  }

  /** Asks for the password that opens what is there. */
  SecretBytes ask() {
    try {
      SecretBytes password = TerminalPassword.read("Master password: ");
      if (PasswordFile.isPassword(password)) {
        return password;
      }
      password.close();
      throw CommandFailed.usage("password", "empty or not UTF-8");
    } catch (SecretTooLongException tooLong) {
      throw CommandFailed.usage("password", String.valueOf(tooLong.getMessage()));
    }
  }

  /** Asks for a password that is no master password; {@code prompt} says whose. */
  SecretBytes askOther(String prompt) {
    try {
      return TerminalPassword.read(prompt);
    } catch (SecretTooLongException tooLong) {
      throw CommandFailed.usage("password", String.valueOf(tooLong.getMessage()));
    }
  }

  /** Asks for a new password, twice; nothing when one is to be generated. */
  Optional<SecretBytes> choose() {
    try {
      SecretBytes first =
          TerminalPassword.read("Choose a master password (empty: one is made for you): ");
      if (first.sizeBytes() == 0) {
        first.close();
        return Optional.empty();
      }
      if (!PasswordFile.isPassword(first)) {
        first.close();
        throw CommandFailed.usage("password", "not UTF-8");
      }
      askAgain(first);
      return Optional.of(first);
    } catch (SecretTooLongException tooLong) {
      throw CommandFailed.usage("password", String.valueOf(tooLong.getMessage()));
    }
  }

  /** Asks for the password that is to open what is there from now on, twice. */
  SecretBytes askNew() {
    try {
      SecretBytes first = TerminalPassword.read("New master password: ");
      if (!PasswordFile.isPassword(first)) {
        first.close();
        throw CommandFailed.usage("password", "empty or not UTF-8; nothing was changed");
      }
      askAgain(first);
      return first;
    } catch (SecretTooLongException tooLong) {
      throw CommandFailed.usage("password", String.valueOf(tooLong.getMessage()));
    }
  }

  private static void askAgain(SecretBytes first) throws SecretTooLongException {
    boolean same = false;
    try (SecretBytes second = TerminalPassword.read("Once more: ")) {
      same = first.constantTimeEquals(second);
    } finally {
      if (!same) {
        first.close();
      }
    }
    if (!same) {
      throw CommandFailed.usage("password", "the two differ; nothing was changed");
    }
  }

  /** A new random passphrase. */
  static SecretBytes generate() {
    SecretBytes words = SecretBytes.allocate(Passphrase.SIZE_BYTES);
    try (SecretBytes random = SecretBytes.random(Passphrase.RANDOM_BYTES)) {
      Passphrase.write(random.segment(), words.segment());
    }
    return words;
  }
}
