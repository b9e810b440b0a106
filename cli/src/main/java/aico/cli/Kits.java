package aico.cli;

import java.nio.file.Path;

/** Where a recovery kit, or two recovery shares, come from. */
public sealed interface Kits extends Proof {

  /** {@code --recovery-kit FILE}. */
  record FromFile(Path file) implements Kits {}

  /** {@code --recovery-kit -}. */
  record FromStandardInput() implements Kits {}

  /** No file: its words at the terminal, if there is one. */
  record AskAtTerminal() implements Kits {}

  /** {@code --recovery-share FILE}, twice. */
  record TwoShares(Path one, Path other) implements Kits {}

  /** {@code --recovery-share} without a file: the words of both at the terminal. */
  record AskForShares() implements Kits {}
}
