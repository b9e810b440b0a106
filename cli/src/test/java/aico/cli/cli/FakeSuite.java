package aico.cli.cli;

import aico.bus.contract.EventFilter;
import aico.cli.Alerts;
import aico.cli.Bridges;
import aico.cli.Check;
import aico.cli.CommandFailed;
import aico.cli.Diagnosis;
import aico.cli.Hook;
import aico.cli.Keys;
import aico.cli.Kits;
import aico.cli.Older;
import aico.cli.Passwords;
import aico.cli.Proof;
import aico.cli.Suite;
import aico.cli.SuiteStatus;
import aico.cli.SuiteStatus.ServiceStatus;
import aico.cli.Suspended;
import aico.cli.TrailLimits;
import aico.cli.TrailReport;
import aico.cli.VaultStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A suite of two processes and two vaults that does nothing but answer, or fail as told. */
final class FakeSuite implements Suite {
  static final VaultStatus HOME = new VaultStatus("home", "mounted", "/h/mnt/home/files");
  static final VaultStatus CHANGED =
      new VaultStatus(
          "letters", "mounted", "/h/mnt/letters/files", null, "owner", List.of(), true, 3);
  static final VaultStatus DIARY = new VaultStatus("diary", "locked", "/h/mnt/diary/files");
  static final SuiteStatus STATUS =
      new SuiteStatus(
          "0.1.0",
          "running",
          List.of(
              new ServiceStatus("supervisor", "healthy", 7L, "root", 20_000_000L, 0),
              new ServiceStatus("key-service", "starting", null, "aico-key", null, 2)),
          List.of(HOME, DIARY),
          null);

  final List<Object> calls = new ArrayList<>();
  @Nullable CommandFailed failure;
  @Nullable String firstVault;
  boolean whole = true;
  List<Check> checks = List.of(Check.ok("jdk", "fine"), Check.weak("aslr", "off", "turn it on"));

  private void called(Object call) {
    calls.add(call);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public Suite as(String user) {
    calls.add("as " + user);
    return this;
  }

  @Override
  public UserAdded addUser(String name, Passwords passwords, @Nullable Path kitFile) {
    called("add user " + name + " " + passwords + " to " + kitFile);
    return new UserAdded(name, "ab12", kitFile == null ? null : kitFile.toString());
  }

  @Override
  public void removeUser(String name, boolean loseVaults) {
    called("remove user " + name + (loseVaults ? " losing vaults" : ""));
  }

  @Override
  public List<User> users() {
    called("users");
    return List.of(
        new User("child", "locked", null), new User("owner", "unlocked", "2026-11-24T10:00:00Z"));
  }

  @Override
  public VaultStatus shareVault(String name, String user) {
    called("share " + name + " with " + user);
    return new VaultStatus(name, "mounted", HOME.path(), null, "owner", List.of(user), false, 0);
  }

  @Override
  public @Nullable VaultRotated unshareVault(String name, String user) {
    called("unshare " + name + " from " + user);
    return user.equals("nobody")
        ? null
        : new VaultRotated(
            name, "mounted", HOME.path(), 12, 3_456, 0, OLDER.older(), OLDER.backups());
  }

  @Override
  public UpDone up(UpRequest request) {
    called(request);
    return new UpDone(STATUS, firstVault);
  }

  @Override
  public void down() {
    called("down");
  }

  List<String> damagedVaults = List.of();

  @Override
  public SuiteStatus status() {
    called("status");
    return STATUS;
  }

  @Override
  public Diagnosis doctor() {
    called("doctor");
    return Diagnosis.of(checks);
  }

  @Override
  public SuiteStatus unlock(Proof proof) {
    called(proof);
    return STATUS;
  }

  @Override
  public SuiteStatus lock() {
    called("lock");
    return STATUS;
  }

  @Override
  public List<KeyStorageState> keyStorages() {
    called("keystore list");
    return List.of(
        new KeyStorageState("tpm2", false, "no TPM", false, true, false, true, true),
        new KeyStorageState("file", true, null, true, false, false, true, true));
  }

  @Override
  public KeyStorageMoved moveKeyStorage(String storage, Proof proof) {
    called(List.of("move to " + storage, proof));
    return new KeyStorageMoved("file", storage, "it is only read");
  }

  @Override
  public Older.Copies changePassword(Proof proof, Passwords fresh) {
    called(List.of(proof, fresh));
    return OLDER;
  }

  static final Older.Copies OLDER =
      new Older.Copies(
          List.of("what opened them then"), List.of("/media/disk/aico: 2026-11-24T09:30:00Z"));

  final FakeKeys keys = new FakeKeys(this::called);

  @Override
  public Keys keys() {
    return keys;
  }

  @Override
  public RecoveryTested testRecovery(Kits kits) {
    called(kits);
    return new RecoveryTested("ab12", "2026-11-24T10:00:00Z");
  }

  @Override
  public RecoveryRenewed renewRecovery(Passwords passwords, @Nullable Path file) {
    called("renew " + passwords + " to " + file);
    return new RecoveryRenewed(
        "ab12", file == null ? null : file.toString(), OLDER.older(), OLDER.backups());
  }

  @Override
  public BackedUp backup(Path dir, @Nullable Integer keep, List<String> without) {
    called("backup to " + dir + " keeping " + keep + " without " + without);
    return new BackedUp(dir + "/2026-11-24T10-00-00Z", "2026-11-24T10:00:00Z", 3, 4096, 1);
  }

  @Override
  public BackupVerified verifyBackup(Path dir, Proof proof) {
    called(List.of("verify " + dir, proof));
    return new BackupVerified(
        dir.toString(),
        "2026-11-24T10:00:00Z",
        List.of("home", "diary"),
        damagedVaults,
        List.of("childs"),
        true);
  }

  @Override
  public SuiteStatus restore(Path dir, Proof proof) {
    called(List.of("restore " + dir, proof));
    return STATUS;
  }

  private static final List<Suspended> WAITING =
      List.of(
          new Suspended("integrator", "siem", "pseudonymous"),
          new Suspended("response", "guessed-password", "lock"),
          new Suspended("bridge", "loki", ""));

  @Override
  public List<Suspended> suspended() {
    return WAITING;
  }

  @Override
  public RestoreConfirmed confirmRestore(@Nullable Path out, Proof proof) {
    called(List.of("confirm into " + out, proof));
    return new RestoreConfirmed(
        List.of(new IntegratorFolder("siem", "/x/siem", List.of("integrator.json"))),
        List.of(
            new Alerts.Response(
                "guessed-password", "lock", "owner", "2026-11-01T12:00:00Z", false)),
        WAITING.subList(2, 3));
  }

  @Override
  public VaultStatus createVault(NewVault vault) {
    called(
        "create "
            + vault.name()
            + " at "
            + vault.at()
            + (vault.household() ? " for the household" : "")
            + (vault.system_user() == null ? "" : " for " + vault.system_user()));
    return HOME;
  }

  @Override
  public VaultStatus mountVault(String name) {
    called("mount " + name);
    return name.equals(CHANGED.name()) ? CHANGED : HOME;
  }

  @Override
  public VaultStatus unmountVault(String name) {
    called("unmount " + name);
    return DIARY;
  }

  @Override
  public List<HookShown> hooks(String vault) {
    called("hooks " + vault);
    return List.of(new HookShown("before-lock", "10-stop", "/h/10-stop", null));
  }

  @Override
  public HookShown addHook(String vault, String moment, Path program, String name) {
    called("add hook " + vault + " " + moment + " " + program + " as " + name);
    return new HookShown(moment, name, "/h/" + name, null);
  }

  @Override
  public void removeHook(String vault, String moment, String name) {
    called("remove hook " + vault + " " + moment + " " + name);
  }

  int hookExitCode;

  @Override
  public List<Hook.Ended> testHooks(String vault, String moment) {
    called("test hooks " + vault + " " + moment);
    return List.of(new Hook.Ended("10-stop", hookExitCode, 12));
  }

  @Override
  public VaultStatus configureVault(String name, VaultChoice choice) {
    called("configure " + name + " " + choice);
    return new VaultStatus(
        name,
        "mounted",
        HOME.path(),
        new VaultStatus.Settings("unlock", 900, 0, 604_800, 10, null, null),
        "owner",
        List.of(),
        false,
        0);
  }

  @Override
  public VaultStatus adoptVault(Path dir, String name, Passwords password) {
    called("adopt " + dir + " as " + name + " with " + password);
    return HOME;
  }

  @Override
  public VaultImported importFolder(ImportRequest request) {
    called(request);
    return new VaultImported(
        request.name(),
        "mounted",
        HOME.path(),
        "/x/photos",
        request.finish() ? null : "/x/photos.before-import",
        3,
        4_096,
        1);
  }

  @Override
  public VaultRotated rotateVault(String name) {
    called("rotate " + name);
    return new VaultRotated(
        name, "mounted", HOME.path(), 12, 3_456, 2, OLDER.older(), OLDER.backups());
  }

  List<VaultFinding> findings = List.of();

  @Override
  public VaultChecked checkVault(String name, boolean accept) {
    called("check " + name + (accept ? " accept" : ""));
    return new VaultChecked(
        name, findings.isEmpty(), "2026-11-24T09:00:00Z", 12, 3_456, 1, findings.size(), findings);
  }

  @Override
  public VaultStatus vault(String name) {
    called("path " + name);
    return name.equals("home") ? HOME : DIARY;
  }

  @Override
  public List<VaultStatus> vaults() {
    called("vaults");
    return List.of(HOME, DIARY);
  }

  @Override
  public void auditTail(int count, boolean follow, Wanted wanted, Consumer<String> event) {
    called("tail " + count + " " + follow);
    String mounted =
        "{\"time\":\"2026-11-23T10:00:00Z\",\"source\":\"vault-service\",\"data\":{\"metadata\":{\"event_code\":\"vault.mounted\"}}}";
    Stream.of(mounted, EVENT).filter(wanted::mayBe).filter(wanted::is).limit(1).forEach(event);
  }

  static final String EVENT =
      "{\"sequence\":\"00000000000000000042\",\"time\":\"2026-11-23T10:00:00Z\","
          + "\"source\":\"vault-service\",\"id\":\"=1+1\",\"data\":{\"class_uid\":1001,"
          + "\"activity_id\":12,\"severity_id\":1,\"status_id\":1,"
          + "\"metadata\":{\"event_code\":\"vault.mounted\"},"
          + "\"actor\":{\"app_name\":\"cli\",\"user\":{\"name\":\"owner\"}},"
          + "\"file\":{\"name\":\"diary\"},\"unmapped\":{\"why\":\"a, \\\"b\\\"\"}}}";

  @Override
  public void auditSearch(EventFilter filter, int limit, Consumer<String> event) {
    called("search " + limit);
    called(filter);
    event.accept(EVENT);
  }

  @Override
  public long auditCount(EventFilter filter) {
    called(filter);
    return 17;
  }

  @Override
  public Erased auditErase(String user, Proof proof) {
    called("erase " + user + " " + proof);
    return new Erased(
        user,
        "ab".repeat(16),
        List.of("integrator/siem"),
        List.of("integrator/away"),
        List.of("2026-11-01 in /mnt/backup"));
  }

  @Override
  public String auditEvent(long sequence) {
    called("show " + sequence);
    return EVENT;
  }

  @Override
  public long auditExport(EventFilter filter, Consumer<String> event) {
    called(filter);
    event.accept(EVENT);
    return 1;
  }

  @Override
  public long auditExport(
      EventFilter filter, Path file, @Nullable String header, Function<String, String> line) {
    called("export " + file + " " + header);
    return 1;
  }

  @Override
  public Proven auditProve(long sequence, @Nullable Path folder, @Nullable Path key, Path out) {
    called("prove " + sequence + " " + folder + " " + key + " " + out);
    return new Proven(out.toString(), sequence, 50, "2026-11-23T10:00:00Z", EVENT);
  }

  @Override
  public Proven verifyProof(Path file, @Nullable Path key) {
    called("verify-proof " + file + " " + key);
    return new Proven(null, 42, 50, "2026-11-23T10:00:00Z", EVENT);
  }

  @Override
  public Verified auditVerify(
      @Nullable Path folder, @Nullable Path key, Outside outside, @Nullable Path epochKey) {
    called("verify " + folder + " " + key + " " + outside.since() + " " + outside.witness());
    return new Verified(
        new TrailReport(whole, 12, 0, "cm9vdA==", "2026-11-23T10:00:00Z", whole ? null : 4L),
        List.of("words about it"));
  }

  @Override
  public List<ClientVerdict> checkClient(List<String> command) {
    called("check " + command);
    return List.of(
        new ClientVerdict("follows", "pass", "reads all"),
        new ClientVerdict("revoked", whole ? "pass" : "fail", "it still runs"));
  }

  @Override
  public void devStream(DevRequest request, Consumer<DevServed> ready) {
    called("dev " + request);
    ready.accept(new DevServed("/tmp/aico-dev-1/integrator", "tcp://127.0.0.1:1", "quiet"));
  }

  @Override
  public void auditWitness(WitnessRequest request, Consumer<Witnessed> cosigned) {
    called("witness " + request);
    cosigned.accept(new Witnessed(12, "cm9vdA==", "2026-11-23T10:00:00Z", "/w/checkpoint"));
  }

  @Override
  public IntegratorFolder addIntegrator(String name, Path out, boolean identified) {
    called("add " + name + " to " + out + (identified ? " identified" : ""));
    return new IntegratorFolder(name, "/x/siem", List.of("integrator.json"));
  }

  @Override
  public IntegratorFolder renewIntegrator(String name, Path out) {
    called("renew " + name + " to " + out);
    return new IntegratorFolder(name, "/x/siem", List.of("integrator.json"));
  }

  @Override
  public List<String> acceptState(Proof proof) {
    called("accept state with " + proof.getClass().getSimpleName());
    return List.of("key-service/keys/owner");
  }

  @Override
  public CredentialsRotated rotateCredentials(@Nullable String principal) {
    called("rotate credentials of " + principal);
    return new CredentialsRotated(
        List.of(new CredentialRotated("cli", "ab")), "audit-service", List.of("siem"));
  }

  @Override
  public void removeIntegrator(String name) {
    called("remove " + name);
  }

  @Override
  public Bridges bridges() {
    return new Bridges() {
      @Override
      public Added add(Wanted wanted) {
        called(wanted);
        return new Added(wanted.name(), wanted.to(), "*/unknown", 7);
      }

      @Override
      public List<Target> list() {
        called("bridges");
        return List.of(
            new Target(
                "loki",
                "otlp+https://l",
                "ocsf",
                "*/unknown",
                false,
                "failing",
                5,
                2L,
                5,
                1,
                "HTTP 503",
                "2026-11-23T10:00:00Z",
                null));
      }

      @Override
      public void test(String name) {
        called("test " + name);
      }

      @Override
      public void remove(String name) {
        called("remove " + name);
      }
    };
  }

  @Override
  public List<Integrator> integrators() {
    called("integrators");
    return List.of(new Integrator("siem", "a".repeat(64), "2026-11-23T10:00:00Z", false, 0, false));
  }

  @Override
  public TrailLimits trailLimits() {
    return new FakeLimits();
  }

  @Override
  public Alerts alerts() {
    return new FakeAlerts();
  }
}
