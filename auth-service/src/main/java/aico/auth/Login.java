package aico.auth;

import aico.auth.AttestationVerifier.Finding;
import java.util.function.Supplier;

/** Trades unlock attestations for sessions. */
public final class Login {
  /** The user in the trail where nobody knows who it was. */
  private static final String UNKNOWN = "unknown";

  private final Sessions sessions;
  private final AttestationVerifier verifier;
  private final SessionSecrets secrets;
  private final KeyWatch keys;
  private final AuthTrail trail;
  private final Throttle throttle;
  private final Time time;
  private final Supplier<String> ids;

  /**
   * A desk for these sessions.
   *
   * @param ids gives 16 random bytes as 32 hex digits
   */
  public Login(
      Sessions sessions,
      AttestationVerifier verifier,
      SessionSecrets secrets,
      KeyWatch keys,
      AuthTrail trail,
      Time time,
      Supplier<String> ids) {
    this.sessions = sessions;
    this.verifier = verifier;
    this.secrets = secrets;
    this.keys = keys;
    this.trail = trail;
    this.throttle = new Throttle(time);
    this.time = time;
    this.ids = ids;
  }

  /**
   * Opens a session.
   *
   * @param attestation the compact JWS
   * @param nonce what the caller sent to key-service with the password
   * @param recipient the key to seal the session's secret to, hex
   * @param principal the caller, from its authenticated key
   */
  public LoginOutcome open(
      String attestation, String nonce, String recipient, String principal, String correlation) {
    long waitS = throttle.waitS(principal);
    if (waitS > 0) {
      return new LoginOutcome.Throttled(waitS);
    }
    KeyView view = keys.now();
    return switch (verifier.verify(attestation, view.attestationKey())) {
      case Finding.Refused refused -> refuse(principal, UNKNOWN, refused.reason(), correlation);
      case Finding.Genuine genuine ->
          open(genuine.attestation(), view, nonce, recipient, principal, correlation);
    };
  }

  private LoginOutcome open(
      Attestation proof,
      KeyView view,
      String nonce,
      String recipient,
      String principal,
      String correlation) {
    String user = proof.user();
    if (!proof.presenter().equals(principal)) {
      return refuse(principal, user, "other-presenter", correlation);
    }
    if (!proof.nonce().equals(nonce)) {
      return refuse(principal, user, "other-nonce", correlation);
    }
    if (!view.current(user, proof.unlockId())) {
      trail.loginFailed(principal, user, "locked", correlation);
      return new LoginOutcome.Locked();
    }
    if (!sessions.book().claim(proof.id(), proof.expiresAtS())) {
      return refuse(principal, user, "already-used", correlation);
    }
    String id = ids.get();
    SessionSecrets.Minted minted = secrets.mint(id, recipient);
    Session session =
        new Session(id, user, principal, proof.unlockId(), minted.hash(), time.wallS());
    trail.login(session, correlation);
    sessions.open(session, correlation);
    throttle.succeeded(principal);
    return new LoginOutcome.Opened(session, minted.sealed());
  }

  private LoginOutcome refuse(String principal, String user, String reason, String correlation) {
    long retryAfterS = throttle.failed(principal);
    trail.loginFailed(principal, user, reason, correlation);
    return new LoginOutcome.Refused(reason, retryAfterS);
  }
}
