package aico.auth;

import aico.auth.AttestationVerifier.Finding;
import aico.auth.crypto.HkdfSessionSecrets;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The domain of auth-service over fakes, and its caller. */
final class House implements AutoCloseable {
  static final String UNLOCK = "0123456789abcdef0123456789abcdef";
  static final String OTHER_UNLOCK = "fedcba9876543210fedcba9876543210";
  static final String NONCE = "00000000000000000000000000000001";
  static final String CORRELATION = "00000000000000000000000000000002";

  final InMemorySessionFile file;
  final RecordedTrail trail = new RecordedTrail();
  final List<Revocations> pushed = new ArrayList<>();
  final List<String> incidents = new ArrayList<>();
  final Map<String, String> unlocked = new HashMap<>(Map.of("owner", UNLOCK));
  final FakeTime time;
  final Sessions sessions;
  final Login login;
  final Tokens tokens;
  boolean keyServiceDown;

  /** What the fake verifier says of any attestation. */
  Finding finding;

  private final OneTimeKeyPair recipient = OneTimeKeyPair.generate();
  private int nextId;

  House() {
    this(new InMemorySessionFile(), new FakeTime(), 1);
  }

  House(InMemorySessionFile file, FakeTime time, int firstId) {
    this.file = file;
    this.time = time;
    this.nextId = firstId;
    finding = attested("cli", NONCE, UNLOCK);
    sessions = new Sessions(file, trail, pushed::add, (what, error) -> incidents.add(what), time);
    HkdfSessionSecrets secrets = new HkdfSessionSecrets();
    KeyWatch keys =
        () -> {
          if (keyServiceDown) {
            throw new AuthException("key-service: down");
          }
          return new KeyView("00", unlocked);
        };
    login = new Login(sessions, (compact, key) -> finding, secrets, keys, trail, time, this::id);
    tokens =
        new Tokens(
            sessions,
            secrets,
            new PlainSigner(),
            keys,
            trail,
            time,
            this::id,
            Set.of("vault-service", "audit-service"));
  }

  /** The same house after auth-service was restarted. */
  House restarted(long downS) {
    House next = new House(file, time.afterRestart(downS), nextId);
    next.unlocked.clear();
    next.unlocked.putAll(unlocked);
    return next;
  }

  Finding attested(String presenter, String nonce, String unlockId) {
    return new Finding.Genuine(
        new Attestation(id(), "owner", presenter, nonce, unlockId, time.wallS() + 30));
  }

  LoginOutcome login(String principal) {
    return login.open(
        "attestation", NONCE, Hex.encode(recipient.publicKey()), principal, CORRELATION);
  }

  /** A session of its own, with its secret. */
  Opened open() {
    finding = attested("cli", NONCE, unlocked.getOrDefault("owner", UNLOCK));
    LoginOutcome.Opened opened = (LoginOutcome.Opened) login("cli");
    return new Opened(opened.session().id(), recipient.open(opened.sealed()));
  }

  TokenOutcome token(Opened session) {
    return tokens.issue(session.id, session.secret, "vault-service", "cli", CORRELATION);
  }

  record Opened(String id, SecretBytes secret) {}

  private String id() {
    return "%032x".formatted(nextId++);
  }

  @Override
  public void close() {
    recipient.close();
  }

  private static final class PlainSigner implements TokenSigner {
    @Override
    public String sign(TokenClaims claims) {
      return claims.user() + "|" + claims.audience() + "|" + claims.presenter();
    }

    @Override
    public String keyId() {
      return "kid";
    }

    @Override
    public String publicKey() {
      return "00";
    }
  }
}
