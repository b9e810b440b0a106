package aico.vault.bus;

import aico.bus.connector.AlertResponses;
import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.connector.OneTimeKey;
import aico.bus.connector.OneTimeKeys;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Users;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.SecretBytes;
import aico.vault.Asker;
import aico.vault.CheckView;
import aico.vault.Hooks;
import aico.vault.KnownHooks;
import aico.vault.Manifests;
import aico.vault.MountWhen;
import aico.vault.Outcome;
import aico.vault.Recorder;
import aico.vault.RotationView;
import aico.vault.VaultEntry;
import aico.vault.VaultException;
import aico.vault.VaultName;
import aico.vault.VaultSettings;
import aico.vault.VaultView;
import aico.vault.Vaults;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers the requests of {@code vault.requests}, which come here admitted. */
public final class VaultRequests {
  private final Vaults vaults;
  private final KnownHooks knownHooks;
  private final OneTimeKeys oneTimeKeys;
  private final AlertResponses responses;

  public VaultRequests(
      Vaults vaults, KnownHooks knownHooks, OneTimeKeys oneTimeKeys, AlertResponses responses) {
    this.vaults = vaults;
    this.knownHooks = knownHooks;
    this.oneTimeKeys = oneTimeKeys;
    this.responses = responses;
  }

  /** The answer, or {@link RequestFailed}. */
  public Answer handle(Ask ask) {
    if (!(ask.request() instanceof VaultRequest<?> request)) {
      throw new IllegalStateException("not a request to vault-service");
    }
    try {
      return Answer.of(answer(request, ask));
    } catch (VaultException broken) {
      throw new RequestFailed(ErrorCode.FAILED, String.valueOf(broken.getMessage()));
    }
  }

  private Reply answer(VaultRequest<?> request, Ask ask) {
    return switch (request) {
      case VaultRequest.ListVaults list -> all(vaults.list());
      case VaultRequest.LockAll(String user) ->
          all(user == null ? vaults.lockAll(asker(ask)) : vaults.lockAllOf(user, asker(ask)));
      case VaultRequest.Create(String name, String at, boolean household, String systemUser) ->
          one(
              vaults.create(
                  new VaultName(name),
                  path(at),
                  household ? Users.HOUSEHOLD : ask.requiredPerson().user(),
                  systemUser,
                  asker(ask)));
      case VaultRequest.Share(String name, String user) ->
          one(vaults.share(new VaultName(name), user, asker(ask)));
      case VaultRequest.Unshare(String name, String user) ->
          unshared(new VaultName(name), user, asker(ask));
      case VaultRequest.NewOneTimeKey key -> oneTimeKey(ask);
      case VaultRequest.Adopt adopt -> one(adopt(adopt, ask));
      case VaultRequest.Imported(String name) ->
          one(vaults.imported(new VaultName(name), asker(ask)));
      case VaultRequest.Mount(String name) -> one(vaults.mount(new VaultName(name), asker(ask)));
      case VaultRequest.Configure configure ->
          one(vaults.configure(new VaultName(configure.name()), chosen(configure), asker(ask)));
      case VaultRequest.Rotate(String name) ->
          rotation(vaults.rotate(new VaultName(name), asker(ask)), name);
      case VaultRequest.RotationOf(String name) ->
          rotation(vaults.rotation(new VaultName(name)), name);
      case VaultRequest.Check(String name, boolean accept) ->
          check(vaults.check(new VaultName(name), accept, asker(ask)), name);
      case VaultRequest.CheckOf(String name) -> check(vaults.checking(new VaultName(name)), name);
      case VaultRequest.HooksDue(List<VaultRequest.HookPoint> points, List<String> running) ->
          due(points, running);
      case VaultRequest.HooksRan ran -> ran(ran, asker(ask));
      case VaultRequest.HooksFound(List<VaultRequest.HookFile> hooks) -> found(hooks, asker(ask));
      case VaultRequest.Respond(String rule, boolean on) ->
          new VaultReply.Responses(responses.choose(rule, on, ask));
      case VaultRequest.Responses all -> new VaultReply.Responses(responses.standing());
      case VaultRequest.Unmount(String name) ->
          one(vaults.unmount(new VaultName(name), asker(ask)));
    };
  }

  private VaultReply.OneTimeKey oneTimeKey(Ask ask) {
    OneTimeKey key = oneTimeKeys.create(ask.caller().principal());
    return new VaultReply.OneTimeKey(key.keyId(), key.publicKey());
  }

  private Outcome adopt(VaultRequest.Adopt request, Ask ask) {
    byte[] sealed = ask.sealed();
    if (sealed == null) {
      throw new RequestFailed(ErrorCode.USAGE, "sealed: missing", "sealed", null, 0);
    }
    try (SecretBytes password =
        oneTimeKeys.open(request.key_id(), ask.caller().principal(), sealed)) {
      return vaults.adopt(
          new VaultName(request.name()),
          Path.of(request.at()),
          ask.requiredPerson().user(),
          password,
          asker(ask));
    }
  }

  private VaultReply.HooksDue due(List<VaultRequest.HookPoint> points, List<String> running) {
    Set<Hooks.Point> offered =
        points.stream()
            .map(point -> point(point.vault(), point.moment()))
            .collect(Collectors.toSet());
    return new VaultReply.HooksDue(
        vaults.hooks().whatIsDue(offered, Set.copyOf(running)).stream()
            .map(due ->
                new VaultReply.HookDue(
                    due.id(),
                    due.point().vault().text(),
                    due.point().moment().wireName(),
                    vaults.path(due.point().vault()).map(Path::toString).orElse(""),
                    due.left().toMillis()))
            .toList());
  }

  private Reply.Done ran(VaultRequest.HooksRan ran, Asker asker) {
    List<Recorder.HookRun> runs =
        ran.runs().stream()
            .map(run -> new Recorder.HookRun(run.hook(), run.exit_code(), run.took_ms()))
            .toList();
    Hooks.Point point = point(ran.vault(), ran.moment());
    vaults.hooks().ran(ran.id(), point, runs, asker, owner(point.vault()));
    return new Reply.Done();
  }

  private Reply.Done found(List<VaultRequest.HookFile> hooks, Asker asker) {
    Set<KnownHooks.Hook> now =
        hooks.stream()
            .map(each ->
                new KnownHooks.Hook(point(each.vault(), each.moment()), each.hook(), each.digest()))
            .collect(Collectors.toSet());
    knownHooks.found(now, asker, this::owner);
    return new Reply.Done();
  }

  private @Nullable String owner(VaultName vault) {
    return vaults.entry(vault).map(VaultEntry::user).orElse(null);
  }

  private static Hooks.Point point(String vault, String moment) {
    return new Hooks.Point(new VaultName(vault), Hooks.Moment.of(moment).orElseThrow());
  }

  /** With nothing to end there is nothing to rotate either. */
  private VaultReply.Rotation unshared(VaultName name, String user, Asker asker) {
    boolean was = vaults.entry(name).map(entry -> entry.sharedWith().contains(user)).orElse(false);
    VaultReply.Vault now = one(vaults.unshare(name, user, asker));
    return rotation(was ? vaults.rotate(name, asker) : vaults.rotation(name), now.name());
  }

  private static Asker asker(Ask ask) {
    var person = ask.person();
    return new Asker(
        ask.caller().principal(),
        person == null ? null : person.user(),
        ask.correlation(),
        "request");
  }

  /** What is not named stays as it is. */
  private static UnaryOperator<VaultSettings> chosen(VaultRequest.Configure asked) {
    return before -> {
      VaultSettings chosen = before;
      String mount = asked.mount();
      if (mount != null) {
        chosen = chosen.withMount(MountWhen.of(mount).orElseThrow());
      }
      chosen = changed(asked.idle_lock_s(), chosen, VaultSettings::withIdleLock);
      chosen = changed(asked.grace_s(), chosen, VaultSettings::withGrace);
      chosen = changed(asked.check_every_s(), chosen, VaultSettings::withCheckEvery);
      chosen = changed(asked.hook_limit_s(), chosen, VaultSettings::withHookLimit);
      String systemUser = asked.system_user();
      return systemUser == null
          ? chosen
          : chosen.withSystemUser(systemUser.equals(VaultRequest.HOME_OWNER) ? null : systemUser);
    };
  }

  private static VaultSettings changed(
      @Nullable Long seconds,
      VaultSettings before,
      BiFunction<VaultSettings, Duration, VaultSettings> change) {
    return seconds == null ? before : change.apply(before, Duration.ofSeconds(seconds));
  }

  private static @Nullable Path path(@Nullable String at) {
    return at == null ? null : Path.of(at);
  }

  private static VaultReply.Vaults all(List<VaultView> views) {
    return new VaultReply.Vaults(views.stream().map(VaultRequests::reply).toList());
  }

  private static VaultReply.Vault one(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(VaultView vault) -> reply(vault);
      case Outcome.Refused(Outcome.Reason reason, String field, String message) ->
          throw new RequestFailed(code(reason), message, field, null, 0);
    };
  }

  private static VaultReply.Vault reply(VaultView vault) {
    VaultSettings settings = vault.settings();
    Instant checked = vault.checked();
    return new VaultReply.Vault(
        vault.name().text(),
        vault.state().wireName(),
        vault.path().toString(),
        new VaultReply.Settings(
            settings.mount().wireName(),
            settings.idleLock().toSeconds(),
            settings.grace().toSeconds(),
            settings.checkEvery().toSeconds(),
            settings.hookLimit().toSeconds(),
            checked == null ? null : checked.toString(),
            settings.systemUser()),
        vault.owner(),
        vault.sharedWith(),
        vault.readOnly(),
        vault.findings());
  }

  private static VaultReply.Rotation rotation(Optional<RotationView> found, String name) {
    RotationView view = found.orElseThrow(() -> unknown(name));
    Outcome.Refused refused = view.refused();
    return new VaultReply.Rotation(
        name,
        view.phase().wireName(),
        view.total().files(),
        view.done().files(),
        view.total().bytes(),
        view.done().bytes(),
        view.leftOut(),
        refused == null ? null : code(refused.reason()).wireName(),
        refused == null ? null : refused.message());
  }

  private static VaultReply.Check check(Optional<CheckView> found, String name) {
    CheckView view = found.orElseThrow(() -> unknown(name));
    Outcome.Refused refused = view.refused();
    Manifests.Look look = view.look();
    Instant sealed = look == null ? null : look.sealed();
    return new VaultReply.Check(
        name,
        view.phase().wireName(),
        view.total().files(),
        view.done().files(),
        view.total().bytes(),
        view.done().bytes(),
        sealed == null ? null : sealed.toString(),
        look == null ? 0 : look.total(),
        look == null ? List.of() : look.findings().stream().map(VaultRequests::finding).toList(),
        look == null ? 0 : look.live(),
        refused == null ? null : code(refused.reason()).wireName(),
        refused == null ? null : refused.message());
  }

  private static VaultReply.Finding finding(Manifests.Finding finding) {
    return new VaultReply.Finding(
        finding.fault().wireName(), finding.goodAt().toString(), finding.inode(), finding.path());
  }

  private static RequestFailed unknown(String name) {
    return new RequestFailed(
        ErrorCode.USAGE, "vault %s: there is none".formatted(name), "name", null, 0);
  }

  private static ErrorCode code(Outcome.Reason reason) {
    return switch (reason) {
      case FAILED -> ErrorCode.FAILED;
      case USAGE -> ErrorCode.USAGE;
      case DENIED -> ErrorCode.DENIED;
      case LOCKED -> ErrorCode.LOCKED;
      case UNREACHABLE -> ErrorCode.UNREACHABLE;
    };
  }
}
