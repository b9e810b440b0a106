package aico.auth;

/** A session file that can be told to fail. */
public final class InMemorySessionFile implements SessionFile {
  private SessionState saved = SessionState.empty();
  boolean full;
  int saves;

  @Override
  public SessionState load() {
    return saved;
  }

  @Override
  public void save(SessionState state) {
    if (full) {
      throw new AuthException("sessions: disk full");
    }
    saves++;
    saved = state;
  }
}
