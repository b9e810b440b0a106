package aico.cli;

import java.nio.file.Path;

/** Where a master password comes from. */
public sealed interface Passwords extends Proof {

  /** {@code --password-file FILE}. */
  record FromFile(Path file) implements Passwords {}

  /** {@code --password-file -}. */
  record FromStandardInput() implements Passwords {}

  /** No option: the terminal, if there is one. */
  record AskAtTerminal() implements Passwords {}
}
