package aico.key;

import aico.bus.crypto.SecretBytes;

/** The state files, each authenticated under a key of the installation key. */
public interface SealedFiles {
  /** What the key is for that authenticates them. */
  String INTEGRITY_INFO = "key-service/integrity";

  /**
   * From here on files are sealed under another key, and what is sealed under the one before still
   * opens.
   *
   * @param integrityKey taken over
   * @param decisive the first write under it; when it throws, all is as before
   */
  void succeed(SecretBytes integrityKey, Runnable decisive);

  /**
   * As {@link #succeed}, where that is done already: what is sealed under the key before opens,
   * too.
   *
   * @param integrityKey taken over
   */
  void acceptFormer(SecretBytes integrityKey);

  /**
   * Seals under the key there is what is still sealed under the one before, as it stands, and
   * removes what crashes left of writes.
   */
  void resealAll();

  /** What is sealed under the key before opens no more. */
  void forgetFormer();
}
