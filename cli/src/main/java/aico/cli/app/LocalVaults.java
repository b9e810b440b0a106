package aico.cli.app;

import aico.bus.contract.Principals;
import aico.bus.contract.Request;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.Hook;
import aico.cli.Older;
import aico.cli.Passwords;
import aico.cli.Suite.HookShown;
import aico.cli.Suite.ImportRequest;
import aico.cli.Suite.NewVault;
import aico.cli.Suite.VaultChecked;
import aico.cli.Suite.VaultChoice;
import aico.cli.Suite.VaultImported;
import aico.cli.Suite.VaultRotated;
import aico.cli.SuiteService;
import aico.cli.VaultStatus;
import aico.cli.bus.SuiteBus;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Vaults as the command works on them. */
final class LocalVaults {
  private final Surroundings surroundings;
  private final HomeLayout home;
  private final Talk talk;

  LocalVaults(Surroundings surroundings, Talk talk) {
    this.surroundings = surroundings;
    home = surroundings.home();
    this.talk = talk;
  }

  VaultStatus createVault(NewVault vault) {
    Path at = vault.at();
    String name = Talk.requireName(vault.name());
    String place = at == null ? null : at.toAbsolutePath().normalize().toString();
    Request<VaultReply.Vault> request =
        Talk.checked(
            () -> new VaultRequest.Create(name, place, vault.household(), vault.system_user()));
    HomeConfig config = talk.requireConfig();
    prepareFor(config, vault.system_user());
    return talk.forPerson(
        config,
        (acting, bus) -> {
          try (VaultPlace prepared = VaultPlace.prepare(config, at, name)) {
            VaultReply.Vault made = acting.ask(Principals.VAULT, request, SuiteBus.LONG);
            prepared.keep();
            return StatusReader.of(made);
          }
        });
  }

  private void prepareFor(HomeConfig config, @Nullable String systemUser) {
    if (systemUser != null && !systemUser.equals(VaultRequest.HOME_OWNER)) {
      new ProgramUsers(home, config).folderOf(systemUser);
    }
  }

  VaultStatus shareVault(String name, String other) {
    Request<VaultReply.Vault> request =
        Talk.checked(() -> new VaultRequest.Share(Talk.requireName(name), other));
    return talk.forPerson(
        talk.requireConfig(),
        (acting, bus) -> StatusReader.of(acting.ask(Principals.VAULT, request, SuiteBus.LONG)));
  }

  @Nullable VaultRotated unshareVault(String name, String other) {
    Request<VaultReply.Rotation> request =
        Talk.checked(() -> new VaultRequest.Unshare(Talk.requireName(name), other));
    HomeConfig config = talk.requireConfig();
    talk.requireRunning();
    if (!vault(name).shared_with().contains(other)) {
      return null;
    }
    return talk.forPerson(config, (acting, bus) -> rotated(name, other, request, acting, bus));
  }

  VaultStatus mountVault(String name) {
    Request<VaultReply.Vault> request =
        Talk.checked(() -> new VaultRequest.Mount(Talk.requireName(name)));
    return talk.forPerson(
        talk.requireConfig(),
        (acting, bus) -> StatusReader.of(acting.ask(Principals.VAULT, request, SuiteBus.LONG)));
  }

  /** Has it recorded that a folder was taken into a vault. */
  void imported(String name) {
    var unused =
        talk.forPerson(
            talk.requireConfig(),
            (acting, bus) ->
                acting.ask(Principals.VAULT, new VaultRequest.Imported(name), SuiteBus.QUICK));
  }

  VaultStatus unmountVault(String name) {
    Request<VaultReply.Vault> request =
        Talk.checked(() -> new VaultRequest.Unmount(Talk.requireName(name)));
    talk.requireRunning();
    return talk.onBus(bus -> StatusReader.of(bus.ask(request, SuiteBus.LONG)));
  }

  List<HookShown> hooks(String vault) {
    return new VaultHooks(surroundings)
        .list(Talk.requireName(vault)).stream().map(LocalVaults::shown).toList();
  }

  HookShown addHook(String vault, String moment, Path program, String name) {
    return shown(new VaultHooks(surroundings).add(Talk.requireName(vault), moment, program, name));
  }

  void removeHook(String vault, String moment, String name) {
    new VaultHooks(surroundings).remove(Talk.requireName(vault), moment, name);
  }

  List<Hook.Ended> testHooks(String vault, String moment) {
    VaultHooks hooks = new VaultHooks(surroundings);
    return hooks.test(Talk.requireName(vault), moment, hooks.pathOf(vault));
  }

  private static HookShown shown(Hook hook) {
    return new HookShown(hook.moment(), hook.name(), hook.file().toString(), hook.problem());
  }

  VaultStatus configureVault(String name, VaultChoice choice) {
    Request<VaultReply.Vault> request =
        Talk.checked(() ->
            new VaultRequest.Configure(
                Talk.requireName(name),
                choice.mount(),
                choice.idle_lock_s(),
                choice.grace_s(),
                choice.check_every_s(),
                choice.hook_limit_s(),
                choice.system_user()));
    HomeConfig config = talk.requireConfig();
    prepareFor(config, choice.system_user());
    return talk.forPerson(
        config,
        (acting, bus) -> StatusReader.of(acting.ask(Principals.VAULT, request, SuiteBus.LONG)));
  }

  VaultStatus adoptVault(Path dir, String name, Passwords password) {
    Talk.requireName(name);
    HomeConfig config = talk.requireConfig();
    PasswordReader reader = new PasswordReader(surroundings.terminal());
    return talk.forPerson(
        config,
        (acting, bus) -> {
          try (SecretBytes secret =
              reader
                  .given(password)
                  .orElseGet(() -> reader.askOther("Password of " + dir + ": "))) {
            String user = config.hasServiceUsers() ? config.userOf(SuiteService.VAULT) : "";
            Path at = new VaultAdoption(config, dir, name).prepare(user);
            return StatusReader.of(acting.adopt(name, at.toString(), secret));
          }
        });
  }

  VaultImported importFolder(ImportRequest request) {
    Talk.requireName(request.name());
    talk.requireRunning();
    return new VaultImport(surroundings, talk.requireConfig(), new ImportVaults(this)).run(request);
  }

  VaultRotated rotateVault(String name) {
    Request<VaultReply.Rotation> request =
        Talk.checked(() -> new VaultRequest.Rotate(Talk.requireName(name)));
    return talk.forPerson(
        talk.requireConfig(), (acting, bus) -> rotated(name, null, request, acting, bus));
  }

  private VaultRotated rotated(
      String name,
      @Nullable String without,
      Request<VaultReply.Rotation> request,
      Acting acting,
      SuiteBus bus) {
    VaultReply.Rotation begun = acting.ask(Principals.VAULT, request, SuiteBus.LONG);
    VaultReply.Rotation done = new RotationFollower(bus, surroundings.progress()).untilEnd(begun);
    VaultStatus now = vault(name);
    Older.Copies older = OlderCopies.ofVault(home, now, without);
    return new VaultRotated(
        name,
        now.state(),
        now.path(),
        done.files(),
        done.bytes(),
        done.left_out(),
        older.older(),
        older.backups());
  }

  VaultChecked checkVault(String name, boolean accept) {
    Request<VaultReply.Check> request =
        Talk.checked(() -> new VaultRequest.Check(Talk.requireName(name), accept));
    return talk.forPerson(
        talk.requireConfig(),
        (acting, bus) -> {
          VaultReply.Check begun = acting.ask(Principals.VAULT, request, SuiteBus.QUICK);
          VaultReply.Check done = new CheckFollower(bus, surroundings.progress()).untilEnd(begun);
          return VaultFindings.named(done, vault(name));
        });
  }

  VaultStatus vault(String name) {
    Talk.requireName(name);
    return vaults().stream()
        .filter(vault -> vault.name().equals(name))
        .findFirst()
        .orElseThrow(() -> CommandFailed.usage("name", "there is no vault '" + name + "'"));
  }

  List<VaultStatus> vaults() {
    talk.requireRunning();
    return talk.onBus(
        bus -> StatusReader.of(bus.ask(new VaultRequest.ListVaults(), SuiteBus.QUICK)));
  }
}
