package aico.cli;

import java.nio.file.Path;

/** Where a recovery kit comes from. */
public sealed interface Kits extends Proof {

  /** {@code --recovery-kit FILE}. */
  record FromFile(Path file) implements Kits {}

  /** {@code --recovery-kit -}. */
  record FromStandardInput() implements Kits {}

  /** No file: its words at the terminal, if there is one. */
  record AskAtTerminal() implements Kits {}
}
