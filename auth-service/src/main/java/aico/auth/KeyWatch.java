package aico.auth;

/** Asks key-service. */
public interface KeyWatch {

  /**
   * Its state now, never a copy.
   *
   * @throws RuntimeException when it does not answer: then nobody logs in and no token is issued
   */
  KeyView now();
}
