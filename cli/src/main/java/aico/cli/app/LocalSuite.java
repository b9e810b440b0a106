package aico.cli.app;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.EventFilter;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.Shapes;
import aico.bus.contract.Users;
import aico.cli.Alerts;
import aico.cli.Bridges;
import aico.cli.CommandFailed;
import aico.cli.Diagnosis;
import aico.cli.HomeConfig;
import aico.cli.HomeConfig.Setup;
import aico.cli.HomeLayout;
import aico.cli.Hook;
import aico.cli.Keys;
import aico.cli.Kits;
import aico.cli.Older;
import aico.cli.Passwords;
import aico.cli.Proof;
import aico.cli.Suite;
import aico.cli.SuiteStatus;
import aico.cli.SupervisorState;
import aico.cli.Suspended;
import aico.cli.TrailLimits;
import aico.cli.VaultStatus;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Mounts;
import aico.cli.storage.ExportFile;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.HomeLock;
import aico.cli.storage.SessionFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The suite of one home on this machine. */
final class LocalSuite implements Suite {
  private final Surroundings surroundings;
  private final @Nullable String named;
  private final HomeLayout home;
  private final HomeFiles files;
  private final Supervision supervision;
  private final Talk talk;
  private final LocalVaults vaults;

  LocalSuite(Surroundings surroundings) {
    this(surroundings, null);
  }

  private LocalSuite(Surroundings surroundings, @Nullable String named) {
    this.surroundings = surroundings;
    this.named = named;
    home = surroundings.home();
    files = new HomeFiles(home);
    supervision = new Supervision(surroundings);
    talk = new Talk(surroundings, user(), files, supervision);
    vaults = new LocalVaults(surroundings, talk);
  }

  @Override
  public Suite as(String user) {
    Talk.requireName("--user", user);
    if (!Users.isPerson(user)) {
      throw CommandFailed.usage("--user", "'%s' is no person".formatted(user));
    }
    return new LocalSuite(surroundings, user);
  }

  private String user() {
    return named == null ? Users.OWNER : named;
  }

  @Override
  public UpDone up(UpRequest request) {
    return new Up(surroundings).run(request);
  }

  @Override
  public void down() {
    if (talk.config().isEmpty() || !Files.isDirectory(home.run())) {
      return;
    }
    HomeConfig config = talk.config().get();
    try (HomeLock lock = CommandLock.take(surroundings)) {
      List<SessionFile> sessions = OwnFiles.sessions(home, config);
      Optional<SupervisorState> running = supervision.running();
      if (running.isPresent()) {
        surroundings.say("unmounting");
        try (SuiteBus bus = SuiteBus.open(home.cli())) {
          new Lock(bus, null, sessions, home.mountParents())
              .runBeforeStop()
              .ifPresent(surroundings::say);
        } catch (CommandFailed notNow) {
          // Stopping the services locks, too; what is left is looked at below.
          surroundings.say(String.valueOf(notNow.getMessage()));
        }
        surroundings.say("stopping the services");
        supervision.stop(running.get());
      }
      supervision.clearUp();
      sessions.forEach(SessionFile::forget);
    }
    List<String> left = Mounts.below(home.mountParents());
    if (!left.isEmpty()) {
      throw CommandFailed.failed(
          "stopped, but still mounted: " + left + "; end what uses them, then: fusermount3 -u");
    }
  }

  @Override
  public SuiteStatus status() {
    Optional<HomeConfig> config = talk.config();
    return new StatusReader(surroundings, supervision).read(config);
  }

  @Override
  public Diagnosis doctor() {
    return new Doctor(surroundings, supervision).examine(files);
  }

  @Override
  public SuiteStatus unlock(Proof proof) {
    ProofReader reader = new ProofReader(surroundings.terminal());
    Optional<OwnerProof> given = reader.given(proof);
    HomeConfig config = talk.requireConfig();
    talk.requireRunning();
    try (OwnerProof shown = given.orElseGet(() -> reader.ask(proof))) {
      return talk.onBus(bus -> {
        SessionFile session = OwnFiles.session(home, config, user());
        Unlock unlock = new Unlock(bus, session, user());
        unlock.with(shown);
        boolean first = config.setup() == Setup.KIT_HANDED_OVER && user().equals(Users.OWNER);
        if (first && Files.isWritable(home.config())) {
          FirstLaunch launch =
              new FirstLaunch(
                  surroundings, files, bus, session, OwnFiles.firstLaunch(home, config));
          launch.finish(config);
        }
        unlock.awaitMounts();
        return statusOn(bus);
      });
    }
  }

  @Override
  public SuiteStatus lock() {
    Optional<HomeConfig> config = talk.config();
    if (config.isEmpty() || supervision.running().isEmpty()) {
      // Nothing runs: keys and mounts went with the services.
      config.ifPresent(c -> sessions(c).forEach(SessionFile::forget));
      return status();
    }
    return talk.onBus(bus -> {
      new Lock(bus, named, sessions(config.get()), home.mountParents())
          .run()
          .ifPresent(surroundings::say);
      return statusOn(bus);
    });
  }

  /** The named user's, or everybody's. */
  private List<SessionFile> sessions(HomeConfig config) {
    return named == null
        ? OwnFiles.sessions(home, config)
        : List.of(OwnFiles.session(home, config, named));
  }

  @Override
  public UserAdded addUser(String name, Passwords passwords, @Nullable Path kitFile) {
    Talk.requireName(name);
    return talk.forPerson(
        talk.requireConfig(),
        (acting, bus) -> new UserCare(surroundings, bus).add(acting, name, passwords, kitFile));
  }

  @Override
  public void removeUser(String name, boolean loseVaults) {
    Talk.requireName(name);
    HomeConfig config = talk.requireConfig();
    talk.forPerson(
        config,
        (acting, bus) -> {
          new UserCare(surroundings, bus).remove(acting, name, loseVaults);
          return name;
        });
    OwnFiles.session(home, config, name).forget();
  }

  @Override
  public List<User> users() {
    talk.requireRunning();
    return talk.onBus(bus -> new UserCare(surroundings, bus).list());
  }

  @Override
  public List<KeyStorageState> keyStorages() {
    return new KeyStorages(surroundings, talk.requireConfig(), supervision).list();
  }

  @Override
  public KeyStorageMoved moveKeyStorage(String storage, Proof proof) {
    String named = Talk.checked(() -> Shapes.storage("storage", storage));
    return new KeyStorages(surroundings, talk.requireConfig(), supervision).move(named, proof);
  }

  @Override
  public Older.Copies changePassword(Proof proof, Passwords fresh) {
    talk.requireRunning();
    return new KeyCare(surroundings, user()).changePassword(proof, fresh);
  }

  @Override
  public Keys keys() {
    talk.requireRunning();
    return new OwnerKeys(surroundings, talk.requireConfig(), user());
  }

  @Override
  public RecoveryTested testRecovery(Kits kits) {
    talk.requireRunning();
    return new KeyCare(surroundings, user()).testRecovery(kits);
  }

  @Override
  public RecoveryRenewed renewRecovery(Passwords passwords, @Nullable Path file) {
    talk.requireRunning();
    return new KeyCare(surroundings, user()).renewRecovery(passwords, file);
  }

  @Override
  public BackedUp backup(Path dir, @Nullable Integer keep, List<String> without) {
    HomeConfig config = talk.requireConfig();
    if (config.setup() != Setup.COMPLETE) {
      throw CommandFailed.failed(home.root() + ": is not set up to its end yet: run aico up");
    }
    return new Backup(surroundings).take(config, dir, keep, without);
  }

  @Override
  public BackupVerified verifyBackup(Path dir, Proof proof) {
    return new Backup(surroundings).verify(dir, user(), proof);
  }

  @Override
  public SuiteStatus restore(Path dir, Proof proof) {
    new Restore(surroundings).run(dir, user(), proof);
    return status();
  }

  @Override
  public List<Suspended> suspended() {
    talk.requireRunning();
    return talk.onBus(SuspendedGrants::all);
  }

  @Override
  public RestoreConfirmed confirmRestore(@Nullable Path out, Proof proof) {
    talk.requireRunning();
    return new SuspendedGrants(surroundings, talk, files).confirm(out, proof);
  }

  @Override
  public VaultStatus createVault(NewVault vault) {
    return vaults.createVault(vault);
  }

  @Override
  public VaultStatus shareVault(String name, String other) {
    return vaults.shareVault(name, other);
  }

  @Override
  public @Nullable VaultRotated unshareVault(String name, String other) {
    return vaults.unshareVault(name, other);
  }

  @Override
  public VaultStatus mountVault(String name) {
    return vaults.mountVault(name);
  }

  @Override
  public VaultStatus unmountVault(String name) {
    return vaults.unmountVault(name);
  }

  @Override
  public List<HookShown> hooks(String vault) {
    return vaults.hooks(vault);
  }

  @Override
  public HookShown addHook(String vault, String moment, Path program, String name) {
    return vaults.addHook(vault, moment, program, name);
  }

  @Override
  public void removeHook(String vault, String moment, String name) {
    vaults.removeHook(vault, moment, name);
  }

  @Override
  public List<Hook.Ended> testHooks(String vault, String moment) {
    return vaults.testHooks(vault, moment);
  }

  @Override
  public VaultStatus configureVault(String name, VaultChoice choice) {
    return vaults.configureVault(name, choice);
  }

  @Override
  public VaultStatus adoptVault(Path dir, String name, Passwords password) {
    return vaults.adoptVault(dir, name, password);
  }

  @Override
  public VaultImported importFolder(ImportRequest request) {
    return vaults.importFolder(request);
  }

  @Override
  public VaultRotated rotateVault(String name) {
    return vaults.rotateVault(name);
  }

  @Override
  public VaultChecked checkVault(String name, boolean accept) {
    return vaults.checkVault(name, accept);
  }

  @Override
  public VaultStatus vault(String name) {
    return vaults.vault(name);
  }

  @Override
  public List<VaultStatus> vaults() {
    return vaults.vaults();
  }

  @Override
  public void auditTail(int count, boolean follow, Wanted wanted, Consumer<String> event) {
    HomeConfig config = talk.requireConfig();
    talk.requireRunning();
    talk.onBus(bus -> {
      Acting acting = new Acting(bus, OwnFiles.session(home, config, Users.OWNER));
      ReadNames names =
          new ReadNames(
              acting::names, sequences -> Trail.events(bus, sequences), surroundings.progress());
      long size = bus.ask(new AuditRequest.State(), SuiteBus.QUICK).size();
      TrailTail tail =
          new TrailTail(
              (from, limit) -> bus.ask(new AuditRequest.Query(from, limit), SuiteBus.QUICK),
              names::of,
              wanted,
              surroundings.progress());
      long next = tail.last(size, count, event);
      while (follow) {
        TrailTail.pause();
        next = tail.after(next, event);
      }
      return true;
    });
  }

  @Override
  public void auditSearch(EventFilter filter, int limit, Consumer<String> event) {
    searching(search -> {
      search.newest(filter, limit, event);
      return true;
    });
  }

  @Override
  public long auditCount(EventFilter filter) {
    return searching(search -> search.count(filter));
  }

  @Override
  public Erased auditErase(String user, Proof proof) {
    Talk.requireName("SUBJECT", user);
    talk.requireRunning();
    return new Erasure(surroundings, user).run(proof);
  }

  @Override
  public String auditEvent(long sequence) {
    return searching(search -> search.at(sequence));
  }

  @Override
  public long auditExport(EventFilter filter, Consumer<String> event) {
    return searching(search -> search.all(filter, event));
  }

  @Override
  public long auditExport(
      EventFilter filter, Path file, @Nullable String header, Function<String, String> line) {
    return searching(search -> {
      try (ExportFile export = new ExportFile(file)) {
        if (header != null) {
          export.line(header);
        }
        long events = search.all(filter, event -> export.line(line.apply(event)));
        export.finish();
        return events;
      }
    });
  }

  private <T> T searching(Function<TrailSearch, T> task) {
    return talk.forPerson(
        talk.requireConfig(),
        (acting, bus) -> task.apply(new TrailSearch(bus, acting, surroundings.progress())));
  }

  @Override
  public Proven auditProve(long sequence, @Nullable Path folder, @Nullable Path key, Path out) {
    return TrailProof.make(home, sequence, folder, key, out);
  }

  @Override
  public Proven verifyProof(Path file, @Nullable Path key) {
    return TrailProof.check(home, file, key);
  }

  @Override
  public Verified auditVerify(
      @Nullable Path folder, @Nullable Path key, Outside outside, @Nullable Path epochKey) {
    return Trail.verify(home, folder, key, outside, epochKey);
  }

  @Override
  public void auditWitness(WitnessRequest request, Consumer<Witnessed> cosigned) {
    Witnessing.run(request, Clock.systemUTC(), surroundings::say, cosigned);
  }

  @Override
  public IntegratorFolder addIntegrator(String name, Path out, boolean identified) {
    Talk.requireName(name);
    return talk.forPerson(
        talk.requireConfig(),
        (acting, bus) ->
            new IntegratorSetup(surroundings, files, bus, acting).add(name, out, identified));
  }

  @Override
  public List<ClientVerdict> checkClient(List<String> command) {
    return ClientChecks.run(command);
  }

  @Override
  public void devStream(DevRequest request, Consumer<DevServed> ready) {
    DevServing.run(request, ready);
  }

  @Override
  public IntegratorFolder renewIntegrator(String name, Path out) {
    Talk.requireName(name);
    return talk.forPerson(
        talk.requireConfig(),
        (acting, bus) -> new IntegratorSetup(surroundings, files, bus, acting).renew(name, out));
  }

  @Override
  public List<String> acceptState(Proof proof) {
    ProofReader reader = new ProofReader(surroundings.terminal());
    Optional<OwnerProof> given = reader.given(proof);
    HomeConfig config = talk.requireConfig();
    talk.requireRunning();
    try (OwnerProof shown = given.orElseGet(() -> reader.ask(proof))) {
      return talk.onBus(bus -> {
        // Whoever holds a session may be the one who put the files back.
        SessionFile session = OwnFiles.session(home, config, Users.OWNER);
        new Unlock(bus, session).with(shown);
        return new Acting(bus, session)
            .ask(Principals.AUDIT, new AuditRequest.AcceptState(), SuiteBus.QUICK).stores().stream()
                .map(one -> one.principal() + "/" + one.store())
                .toList();
      });
    }
  }

  @Override
  public CredentialsRotated rotateCredentials(@Nullable String principal) {
    HomeConfig config = talk.requireConfig();
    talk.requireRunning();
    try (HomeLock lock = CommandLock.take(surroundings)) {
      CredentialsRotated rotated =
          talk.onBus(bus -> new Credentials(surroundings, config, files).rotate(principal, bus));
      LocalBridges.followStream(home, config, bridgeHome(config));
      return rotated;
    }
  }

  @Override
  public void removeIntegrator(String name) {
    AuditRequest.IntegratorRemove request =
        Talk.checked(() -> new AuditRequest.IntegratorRemove(Talk.requireName(name)));
    talk.requireRunning();
    talk.onBus(bus -> bus.ask(request, SuiteBus.QUICK));
  }

  @Override
  public List<Integrator> integrators() {
    talk.requireRunning();
    return talk.onBus(bus ->
        bus.ask(new AuditRequest.IntegratorList(), SuiteBus.QUICK).integrators().stream()
            .map(i ->
                new Integrator(
                    i.name(),
                    i.public_key(),
                    i.created(),
                    Boolean.TRUE.equals(i.identified()),
                    i.unconfirmed() == null ? 0 : i.unconfirmed(),
                    Boolean.TRUE.equals(i.suspended())))
            .toList());
  }

  @Override
  public TrailLimits trailLimits() {
    talk.requireRunning();
    return new OwnerLimits(talk);
  }

  @Override
  public Alerts alerts() {
    HomeConfig config = talk.requireConfig();
    talk.requireRunning();
    OwnerAlerts.Looking looking =
        new OwnerAlerts.Looking() {
          @Override
          public <T> T on(Function<SuiteBus, T> conversation) {
            return talk.onBus(conversation);
          }
        };
    return new OwnerAlerts(
        home.rules().toString(),
        looking,
        new OwnerAlerts.Answering() {
          @Override
          public <R extends Reply> R ask(String principal, Request<R> request) {
            return talk.forPerson(
                config, (acting, bus) -> acting.ask(principal, request, SuiteBus.QUICK));
          }
        },
        new ReadNames(
            (subject, boxes) ->
                talk.forPerson(config, (acting, bus) -> acting.names(subject, boxes)),
            sequences -> talk.onBus(bus -> Trail.events(bus, sequences)),
            surroundings.progress()));
  }

  @Override
  public Bridges bridges() {
    HomeConfig config = talk.requireConfig();
    return new LocalBridges(
        surroundings,
        config,
        bridgeHome(config),
        new LocalBridges.Line() {
          @Override
          public <T> T forPerson(BiFunction<Acting, SuiteBus, T> conversation) {
            return talk.forPerson(config, conversation::apply);
          }

          @Override
          public <T> T onBus(Function<SuiteBus, T> conversation) {
            talk.requireRunning();
            return talk.onBus(conversation);
          }
        });
  }

  private BridgeHome bridgeHome(HomeConfig config) {
    return new BridgeHome(home, config, new Installation(surroundings, config).standing());
  }

  private SuiteStatus statusOn(SuiteBus bus) {
    SupervisorState running =
        supervision.running().orElseThrow(() -> Talk.notRunning("the suite is down"));
    return new StatusReader(surroundings, supervision).read(running, bus);
  }
}
