package aico.key;

/** What became of a change to the installation key. */
public sealed interface InstallationOutcome permits InstallationOutcome.Moved, ProofRefused {
  /** It is in another store now, or was there already. */
  record Moved(KeyStorageMove.Moved move) implements InstallationOutcome {}
}
