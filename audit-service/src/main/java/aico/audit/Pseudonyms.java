package aico.audit;

/** Names that stand for names: always the same for one asker, and nothing to another. */
public interface Pseudonyms {
  /** Whether the key is there that they come from. */
  boolean isReady();

  /**
   * The pseudonym of a name.
   *
   * @param asker for whom it is
   * @throws AuditException when the key is not there
   */
  String of(String asker, String name);
}
