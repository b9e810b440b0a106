package aico.auth;

/** Keeps the state of the sessions, sealed. */
public interface SessionFile {

  /**
   * What was saved last, or the empty state where nothing ever was.
   *
   * @throws AuthException naming the file and what is wrong with it
   */
  SessionState load();

  /**
   * Replaces the state; durable and whole when it returns.
   *
   * @throws AuthException when it could not be written; the old state stays
   */
  void save(SessionState state);
}
