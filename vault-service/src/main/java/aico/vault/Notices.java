package aico.vault;

/** What the service tells its operator and those who follow its vaults. */
public interface Notices {

  /** One sentence for the log: no secret, no content. */
  void warn(String sentence);

  /** Some vault's state is another one now. */
  void changed();
}
