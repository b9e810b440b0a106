package aico.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.EventFilter;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.Request;
import aico.bus.contract.RequestType;
import aico.bus.contract.TopicKind;
import aico.bus.contract.VaultRequest;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundleTopic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The principals of a launched suite with their real bundles, and what each could do with them. */
final class Insiders {
  static final List<String> NAMES = List.of("key", "auth", "policy", "audit", "vault", "cli");

  /** Longer than a stalled connect and its retries. */
  private static final Duration ADMITTED = Duration.ofSeconds(20);

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String KEY = ID + ID;

  private final Suite suite;
  private final Map<String, Bundle> bundles;
  private final Map<String, BundleTopic.Joined> topics;
  private int folders;

  Insiders(Suite suite) {
    this.suite = suite;
    bundles = bundles();
    topics = topics();
  }

  /** The bundle of {@code key}, {@code auth}, … {@code cli}. */
  Bundle bundle(String name) {
    return requireNonNull(bundles.get(name));
  }

  /** The file with that principal's secret key. */
  Path key(String name) {
    return stateFolder(name).resolve(Bundle.KEY_FILE);
  }

  /**
   * Knocks at every topic with a key, and sees that only the listed owners let it in, and that each
   * of the others counted a refusal.
   */
  void knock(Path key, Bundle real, Set<String> listed) throws Exception {
    Set<String> refused = new TreeSet<>(topics.keySet());
    refused.removeAll(listed);
    real.topics()
        .forEach((topic, use) -> {
          if (use instanceof BundleTopic.Owned) {
            refused.remove(topic);
          }
        });
    Map<String, Double> before = new HashMap<>();
    for (String topic : refused) {
      before.put(topic, refusals(topic));
    }
    try (Impostor impostor = impostor(key, real)) {
      // A producer's later connection ends its earlier one: the real process may take the
      // impostor's place again, so who was let in is gathered.
      Set<String> admitted = new TreeSet<>();
      await()
          .atMost(ADMITTED)
          .until(() -> {
            admitted.addAll(impostor.admitted());
            return admitted.containsAll(listed);
          });
      await()
          .atMost(ADMITTED)
          .untilAsserted(() -> {
            for (String topic : refused) {
              assertThat(refusals(topic))
                  .as("refusals of %s", topic)
                  .isGreaterThan(before.get(topic));
            }
          });
      admitted.addAll(impostor.admitted());
      assertThat(admitted).isEqualTo(new TreeSet<>(listed));
    }
  }

  double refusals(String topic) throws IOException, InterruptedException {
    Bundle owner = bundle(topic.substring(0, topic.indexOf('.')));
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + owner.managementPort() + "/q/metrics"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return metrics
        .lines()
        .filter(
            l -> l.startsWith("aico_bus_refused_total{") && l.contains("topic=\"" + topic + "\""))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  Impostor impostor(Path key, Bundle real) throws IOException {
    return new Impostor(suite.beside("impostor-" + folders++), key, real, topics);
  }

  private Path stateFolder(String name) {
    return name.equals("cli")
        ? suite.home().resolve("cli")
        : suite.home().resolve("services").resolve(name);
  }

  private Map<String, Bundle> bundles() {
    Map<String, Bundle> read = new TreeMap<>();
    for (String name : NAMES) {
      read.put(name, Bundle.read(stateFolder(name)));
    }
    return read;
  }

  /** Every topic as somebody who may join it sees it. */
  private Map<String, BundleTopic.Joined> topics() {
    Map<String, String> serverKeys = new HashMap<>();
    for (Bundle bundle : bundles.values()) {
      for (BundleTopic use : bundle.topics().values()) {
        if (use instanceof BundleTopic.Joined joined) {
          serverKeys.put(joined.ownerPrincipal(), joined.serverKey());
        }
      }
    }
    Map<String, BundleTopic.Joined> all = new TreeMap<>();
    for (Bundle bundle : bundles.values()) {
      bundle
          .topics()
          .forEach((topic, use) -> {
            if (use instanceof BundleTopic.Owned owned) {
              List<String> requests =
                  owned.kind() == TopicKind.REQUESTS
                      ? java.util.Arrays.stream(RequestType.values())
                          .filter(t -> t.topic().equals(topic))
                          .map(RequestType::wireName)
                          .toList()
                      : List.of();
              TopicKind kind = owned.kind() == TopicKind.STREAM ? TopicKind.REQUESTS : owned.kind();
              all.put(
                  topic,
                  new BundleTopic.Joined(
                      kind,
                      bundle.principal(),
                      owned.endpoint(),
                      requireNonNull(serverKeys.get(bundle.principal())),
                      requests));
            }
          });
    }
    return all;
  }

  /** A request of that type, well formed. */
  static Request<?> sample(RequestType type) {
    return switch (type) {
      case KEY_STATE -> new KeyRequest.State();
      case KEY_ONE_TIME_KEY -> new KeyRequest.NewOneTimeKey();
      case KEY_CREATE_USER -> new KeyRequest.CreateUser("mallory", ID, KEY, ID);
      case KEY_ADD_USER -> new KeyRequest.AddUser("mallory", ID, KEY);
      case KEY_REMOVE_USER -> new KeyRequest.RemoveUser("child", true);
      case KEY_UNLOCK -> new KeyRequest.Unlock("owner", ID, ID);
      case KEY_UNLOCK_WITH_KIT -> new KeyRequest.UnlockWithKit("owner", ID, ID);
      case KEY_TEST_RECOVERY -> new KeyRequest.TestRecovery("owner", ID);
      case KEY_CHANGE_PASSWORD -> new KeyRequest.ChangePassword("owner", ID, "password");
      case KEY_RENEW_RECOVERY -> new KeyRequest.RenewRecovery("owner", ID, KEY);
      case KEY_MOVE_STORAGE -> new KeyRequest.MoveStorage("owner", ID, "password", "file");
      case KEY_ROTATE_INSTALLATION ->
          new KeyRequest.RotateInstallation("owner", ID, "password", null);
      case KEY_SLOTS -> new KeyRequest.SlotsOf("owner");
      case KEY_TEST_SLOT -> new KeyRequest.TestSlot("owner", ID, null);
      case KEY_ADD_SLOT -> new KeyRequest.AddSlot("owner", "unattended", ID, "password", KEY);
      case KEY_REMOVE_SLOT -> new KeyRequest.RemoveSlot("owner", ID, ID, "password");
      case KEY_END_UNATTENDED -> new KeyRequest.EndUnattended("mallory");
      case KEY_REHEARSE_START -> new KeyRequest.RehearseStart();
      case KEY_ROTATE_MASTER -> new KeyRequest.RotateMaster("owner", ID, "password", KEY, true);
      case KEY_LOCK -> new KeyRequest.Lock(null);
      case KEY_SERVICE_KEY -> new KeyRequest.ServiceKey("audit-log-signing", KEY);
      case KEY_FORMER_SERVICE_KEY -> new KeyRequest.FormerServiceKey("audit-log-signing", KEY);
      case KEY_SERVICE_KEY_TAKEN -> new KeyRequest.ServiceKeyTaken("audit-log-signing", 2);
      case KEY_SUBJECTS -> new KeyRequest.Subjects(KEY, null);
      case KEY_OPEN_SEALED ->
          new KeyRequest.OpenSealed(
              ID, List.of(Base64.getEncoder().encodeToString(new byte[112])), KEY);
      case KEY_TELL_NAMES ->
          new KeyRequest.TellNames(
              ID, List.of(Base64.getEncoder().encodeToString(new byte[112])), KEY);
      case KEY_FORGET_SUBJECT -> new KeyRequest.ForgetSubject("owner", ID, "password");
      case KEY_CREATE_VAULT_KEY -> new KeyRequest.CreateVaultKey("owner", ID, KEY);
      case KEY_VAULT_KEY -> new KeyRequest.VaultKey("owner", ID, 1, KEY);
      case KEY_ROTATE_VAULT_KEY -> new KeyRequest.RotateVaultKey("owner", ID, 2, KEY);
      case KEY_SHARE_VAULT_KEY -> new KeyRequest.ShareVaultKey("owner", ID, "mallory");
      case KEY_UNSHARE_VAULT_KEY -> new KeyRequest.UnshareVaultKey(ID, "owner");
      case KEY_RETIRE_VAULT_KEYS -> new KeyRequest.RetireVaultKeys("owner", ID, 2);
      case AUTH_STATE -> new AuthRequest.State();
      case AUTH_ONE_TIME_KEY -> new AuthRequest.NewOneTimeKey();
      case AUTH_OPEN_SESSION -> new AuthRequest.OpenSession("a.b.c", ID, KEY);
      case AUTH_TOKEN -> new AuthRequest.NewToken(ID, "vault-service", ID);
      case AUTH_RESPOND -> new AuthRequest.Respond("denial-burst", false);
      case AUTH_RESPONSES -> new AuthRequest.Responses();
      case AUTH_END_SESSION -> new AuthRequest.EndSession(ID);
      case POLICY_STATE -> new PolicyRequest.State();
      case POLICY_DECIDE ->
          new PolicyRequest.Decide(
              "owner", "cli", "vault.mount", "vault", "home", "owner", List.of(), ID);
      case VAULT_LIST -> new VaultRequest.ListVaults();
      case VAULT_CREATE -> new VaultRequest.Create("mallory", null);
      case VAULT_ONE_TIME_KEY -> new VaultRequest.NewOneTimeKey();
      case VAULT_ADOPT -> new VaultRequest.Adopt("mallory", "/tmp", ID);
      case VAULT_IMPORTED -> new VaultRequest.Imported("home");
      case VAULT_MOUNT -> new VaultRequest.Mount("home");
      case VAULT_UNMOUNT -> new VaultRequest.Unmount("home");
      case VAULT_CONFIGURE ->
          new VaultRequest.Configure("home", "demand", null, null, null, null, null);
      case VAULT_SHARE -> new VaultRequest.Share("home", "mallory");
      case VAULT_UNSHARE -> new VaultRequest.Unshare("home", "mallory");
      case VAULT_ROTATE -> new VaultRequest.Rotate("home");
      case VAULT_ROTATION -> new VaultRequest.RotationOf("home");
      case VAULT_CHECK -> new VaultRequest.Check("home", false);
      case VAULT_CHECKING -> new VaultRequest.CheckOf("home");
      case VAULT_HOOKS_DUE -> new VaultRequest.HooksDue(List.of(), List.of());
      case VAULT_HOOKS_RAN -> new VaultRequest.HooksRan(null, "home", "before-lock", List.of());
      case VAULT_HOOKS_FOUND -> new VaultRequest.HooksFound(List.of());
      case VAULT_RESPOND -> new VaultRequest.Respond("denial-burst", false);
      case VAULT_RESPONSES -> new VaultRequest.Responses();
      case VAULT_LOCK_ALL -> new VaultRequest.LockAll();
      case AUDIT_STATE -> new AuditRequest.State();
      case AUDIT_QUERY -> new AuditRequest.Query(-1, 1);
      case AUDIT_SEARCH -> new AuditRequest.Search(EventFilter.all(), true);
      case AUDIT_COUNT -> new AuditRequest.Count(ID, -1);
      case AUDIT_CONSISTENCY -> new AuditRequest.Consistency(0, 0);
      case AUDIT_INTEGRATOR_ADD -> new AuditRequest.IntegratorAdd("mallory", KEY);
      case AUDIT_OPEN_STATE -> new AuditRequest.OpenState(false, List.of());
      case AUDIT_ROLLED_BACK -> new AuditRequest.RolledBackState();
      case AUDIT_ACCEPT_STATE -> new AuditRequest.AcceptState();
      case AUDIT_INTEGRATOR_CONFIRM -> new AuditRequest.IntegratorConfirm("siem", KEY);
      case AUDIT_INTEGRATOR_RENEW -> new AuditRequest.IntegratorRenew("siem", KEY);
      case AUDIT_INTEGRATOR_REMOVE -> new AuditRequest.IntegratorRemove("siem");
      case AUDIT_ERASE -> new AuditRequest.Erase(ID);
      case AUDIT_INTEGRATOR_LIST -> new AuditRequest.IntegratorList();
      case AUDIT_ALERT_LIST -> new AuditRequest.AlertList();
      case AUDIT_ALERT_ACKNOWLEDGE -> new AuditRequest.AlertAcknowledge(ID);
      case AUDIT_ALERT_RESOLVE -> new AuditRequest.AlertResolve(ID);
      case AUDIT_ALERT_SUPPRESS -> new AuditRequest.AlertSuppress("denial-burst", null, 1);
      case AUDIT_EVENT_SESSIONS -> new AuditRequest.EventSessions(List.of(0L));
      case AUDIT_RETENTION -> new AuditRequest.Retention();
      case AUDIT_RETAIN -> new AuditRequest.Retain(1, 32);
      case AUDIT_RULE_LIST -> new AuditRequest.RuleList();
    };
  }
}
