package aico.key;

/** What became of a change to the installation key. */
public sealed interface InstallationOutcome
    permits InstallationOutcome.Moved, InstallationOutcome.Rotating, ProofRefused {
  /** It is in another store now, or was there already. */
  record Moved(KeyStorageMove.Moved move) implements InstallationOutcome {}

  /** Another takes its place, or has taken it. */
  record Rotating(InstallationRotation.Progress progress) implements InstallationOutcome {}
}
