package aico.auth.storage;

import aico.auth.Session;
import aico.auth.SessionFile;
import aico.auth.SessionState;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.crypto.SecretBytes;
import aico.bus.zmq.Json;
import java.nio.file.Path;
import java.util.List;

/** {@code sessions.sealed}: strict JSON, sealed under the service key {@code auth-sessions}. */
public final class SealedSessionFile implements SessionFile {
  static final String FILE_NAME = "sessions.sealed";
  private static final int VERSION = 1;

  /** Some dozens of sessions: a full disk is no time for hundreds. */
  private static final int SPARE_BYTES = 32 * 1024;

  private final SealedFile file;

  /**
   * The file in that state folder.
   *
   * @param key of 32 bytes; stays the caller's to close, after this file's last use
   */
  public SealedSessionFile(Path stateFolder, SecretBytes key) {
    file =
        new SealedFile(stateFolder, FILE_NAME, "aico-sessions", VERSION, key).spared(SPARE_BYTES);
  }

  /**
   * Puts the file under another key; one that is under it already is left as it is.
   *
   * @param current stays the caller's to close, after this file's last use
   */
  public void reseal(SecretBytes current) {
    file.reseal(current);
  }

  private record Content(
      long generation,
      long savedAtS,
      List<KeptSession> sessions,
      List<UntilS> revoked,
      List<UntilS> usedAttestations) {}

  private record KeptSession(
      String sessionId,
      String user,
      String principal,
      String unlockId,
      String secretHash,
      long openedAtS,
      long lastUsedS) {
    private KeptSession {
      Shapes.id("session_id", sessionId);
      Shapes.name("user", user);
      Shapes.principal("principal", principal);
      Shapes.id("unlock_id", unlockId);
      Shapes.publicKey("secret_hash", secretHash);
    }
  }

  private record UntilS(String id, long untilS) {
    private UntilS {
      Shapes.id("id", id);
    }
  }

  @Override
  public SessionState load() {
    return file.read().map(this::decoded).orElseGet(SessionState::empty);
  }

  @Override
  public void save(SessionState state) {
    file.write(
        Json.strict()
            .write(
                new Content(
                    state.generation(),
                    state.savedAtS(),
                    state.sessions().stream().map(SealedSessionFile::kept).toList(),
                    state.revoked().stream().map(u -> new UntilS(u.id(), u.untilS())).toList(),
                    state.usedAttestations().stream()
                        .map(u -> new UntilS(u.id(), u.untilS()))
                        .toList())));
  }

  private SessionState decoded(byte[] json) {
    try {
      Content content = Json.strict().read(json, Content.class);
      return new SessionState(
          content.generation,
          content.savedAtS,
          content.sessions.stream().map(SealedSessionFile::kept).toList(),
          content.revoked.stream().map(SealedSessionFile::until).toList(),
          content.usedAttestations.stream().map(SealedSessionFile::until).toList());
    } catch (InvalidField e) {
      throw new StateFileException(file.fileName(), String.valueOf(e.getMessage()), e);
    }
  }

  private static KeptSession kept(SessionState.Kept kept) {
    Session s = kept.session();
    return new KeptSession(
        s.id(),
        s.user(),
        s.principal(),
        s.unlockId(),
        s.secretHash(),
        s.openedAtS(),
        kept.lastUsedS());
  }

  private static SessionState.Kept kept(KeptSession k) {
    return new SessionState.Kept(
        new Session(k.sessionId, k.user, k.principal, k.unlockId, k.secretHash, k.openedAtS),
        k.lastUsedS);
  }

  private static SessionState.Until until(UntilS until) {
    return new SessionState.Until(until.id, until.untilS);
  }
}
