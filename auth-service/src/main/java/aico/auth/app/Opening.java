package aico.auth.app;

import aico.auth.AuthException;
import aico.auth.KeyWatch;
import aico.auth.Login;
import aico.auth.Office;
import aico.auth.Sessions;
import aico.auth.Time;
import aico.auth.Tokens;
import aico.auth.ToldSessionFile;
import aico.auth.bus.SessionRemedy;
import aico.auth.bus.TrailRecorder;
import aico.auth.crypto.HkdfSessionSecrets;
import aico.auth.crypto.JoseAttestationVerifier;
import aico.auth.crypto.JoseTokenSigner;
import aico.auth.crypto.SigningKey;
import aico.auth.storage.SealedKeyFile;
import aico.auth.storage.SealedResponses;
import aico.auth.storage.SealedSessionFile;
import aico.bus.connector.AlertResponses;
import aico.bus.connector.BusClient;
import aico.bus.connector.ReadOnly;
import aico.bus.connector.ServiceKeys;
import aico.bus.connector.StateStores;
import aico.bus.connector.Trail;
import aico.bus.contract.AlertResponse;
import aico.bus.contract.InvalidField;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.crypto.SecretBytes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Opens the office: needs key-service for the two keys that seal its state, and for the unlocks
 * that sessions of the last start may live on with.
 */
final class Opening implements StateStores {
  private static final String SESSIONS_KEY = "auth-sessions";
  private static final String SIGNING_KEY = "auth-token-signing";

  /** key-service is starting, too. */
  private static final long RETRY_MS = 500;

  private static final String SESSIONS_STORE = "sessions";
  private static final String RESPONSES_STORE = "responses";

  private static final System.Logger LOG = System.getLogger(Opening.class.getName());

  private final Path stateFolder;
  private final BusClient bus;
  private final ServiceKeys serviceKeys;
  private final KeyWatch keys;
  private final Trail trail;
  private final Time time;
  private final Supplier<String> ids;
  private final Events events;
  private final ReadOnly readOnly;
  private volatile @Nullable Office office;
  private volatile @Nullable UnderSessionsKey sealed;

  /** While not all files are under it: a retry takes the same, which some of them have already. */
  private @Nullable SecretBytes next;

  private volatile @Nullable ToldSessionFile sessionFile;
  private volatile @Nullable AlertResponses responses;
  private volatile boolean closed;

  Opening(
      Path stateFolder,
      BusClient bus,
      ServiceKeys serviceKeys,
      KeyWatch keys,
      Trail trail,
      Time time,
      Supplier<String> ids,
      Events events,
      ReadOnly readOnly) {
    this.stateFolder = stateFolder;
    this.bus = bus;
    this.serviceKeys = serviceKeys;
    this.keys = keys;
    this.trail = trail;
    this.time = time;
    this.ids = ids;
    this.events = events;
    this.readOnly = readOnly;
    serviceKeys.onRenewal(
        SIGNING_KEY, (former, current) -> new SealedKeyFile(stateFolder, former).reseal(current));
    serviceKeys.onRenewal(SESSIONS_KEY, this::resealSessions);
  }

  /** What is sealed under one service key, while it is open. */
  private record UnderSessionsKey(
      SecretBytes key, SealedSessionFile sessions, SealedResponses responses) {}

  private void resealSessions(SecretBytes former, SecretBytes current) {
    UnderSessionsKey open = sealed;
    if (open == null) {
      new SealedSessionFile(stateFolder, former).reseal(current);
      new SealedResponses(stateFolder, former).reseal(current);
      return;
    }
    SecretBytes own = next;
    if (own == null || !own.constantTimeEquals(current)) {
      own = current.copy();
      next = own;
    }
    open.sessions.reseal(own);
    open.responses.reseal(own);
    sealed = new UnderSessionsKey(own, open.sessions, open.responses);
    next = null;
    open.key.close();
  }

  @Override
  public @Nullable Map<String, Long> generations() {
    ToldSessionFile file = sessionFile;
    AlertResponses chosen = responses;
    return file == null || chosen == null || office == null
        ? null
        : Map.of(SESSIONS_STORE, file.generation(), RESPONSES_STORE, chosen.generationAtStart());
  }

  /** In an older copy live sessions that have ended since: none of it lives on. */
  @Override
  public void rolledBack(Set<String> stores) {
    Office open = office;
    readOnly.rolledBack(stores);
    if (open != null && stores.contains(SESSIONS_STORE)) {
      open.sessions().locked(session -> true);
    }
  }

  /** Which alerts end sessions, once that is open. */
  Optional<AlertResponses> responses() {
    return office == null ? Optional.empty() : Optional.ofNullable(responses);
  }

  /** The office, once it is open. */
  Optional<Office> office() {
    return Optional.ofNullable(office);
  }

  /**
   * Opens; waits as long as key-service is not there.
   *
   * @throws AuthException naming the state file at fault
   */
  void open() {
    SigningKey signingKey = signingKey();
    TrailRecorder recorder = new TrailRecorder(trail);
    UnderSessionsKey files = underSessionsKey();
    ToldSessionFile file =
        new ToldSessionFile(
            files.sessions(), generation -> trail.written(SESSIONS_STORE, generation));
    sessionFile = file;
    Sessions sessions =
        new Sessions(
            file,
            recorder,
            events::revoked,
            (what, error) -> LOG.log(System.Logger.Level.ERROR, what, error),
            time);
    reconcile(sessions);
    responses = responses(files.responses(), sessions);
    HkdfSessionSecrets secrets = new HkdfSessionSecrets();
    JoseTokenSigner signer = new JoseTokenSigner(signingKey);
    office =
        new Office(
            sessions,
            new Login(
                sessions, new JoseAttestationVerifier(time), secrets, keys, recorder, time, ids),
            new Tokens(
                sessions, secrets, signer, keys, recorder, time, ids, servicesThatTakeTokens()),
            signer);
    // A lock that was heard between the first look and now found no office to tell.
    reconcile(sessions);
  }

  private AlertResponses responses(SealedResponses file, Sessions sessions) {
    try {
      return new AlertResponses(
          AlertResponse.REVOKE_SESSION,
          RESPONSES_STORE,
          file,
          trail,
          new SessionRemedy(sessions, bus),
          Clock.systemUTC(),
          System::nanoTime);
    } catch (InvalidField damaged) {
      throw new AuthException(SealedResponses.FILE_NAME + ": " + damaged.getMessage(), damaged);
    }
  }

  private UnderSessionsKey underSessionsKey() {
    try (ServiceKeys.Use use = serviceKeys.use(SESSIONS_KEY)) {
      SecretBytes own = use.key().copy();
      UnderSessionsKey files =
          new UnderSessionsKey(
              own, new SealedSessionFile(stateFolder, own), new SealedResponses(stateFolder, own));
      sealed = files;
      return files;
    }
  }

  private SigningKey signingKey() {
    try (ServiceKeys.Use use = serviceKeys.use(SIGNING_KEY)) {
      SealedKeyFile file = new SealedKeyFile(stateFolder, use.key());
      Optional<byte[]> kept = file.read();
      if (kept.isPresent()) {
        return SigningKey.decode(kept.get());
      }
      SigningKey made = SigningKey.generate();
      byte[] encoded = made.encoded();
      try {
        file.write(encoded);
      } finally {
        Arrays.fill(encoded, (byte) 0);
      }
      return made;
    }
  }

  /** No session of the last start lives on before key-service said that its unlock does. */
  private void reconcile(Sessions sessions) {
    while (!closed) {
      try {
        sessions.reconcile(keys.now());
        return;
      } catch (RequestFailed e) {
        LOG.log(System.Logger.Level.INFO, "waiting for key-service: {0}", e.getMessage());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(RETRY_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AuthException("interrupted while waiting for key-service", e);
      }
    }
  }

  /** {@code vault.requests} is vault-service's, and so on. */
  static Set<String> servicesThatTakeTokens() {
    return Arrays.stream(RequestType.values())
        .filter(type -> type.admission().actsForAPerson())
        .map(type -> type.topic().substring(0, type.topic().indexOf('.')) + "-service")
        .collect(Collectors.toUnmodifiableSet());
  }

  void close() {
    closed = true;
    office = null;
    UnderSessionsKey files = sealed;
    if (files != null) {
      files.key().close();
    }
  }
}
