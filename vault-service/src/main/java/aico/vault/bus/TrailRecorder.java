package aico.vault.bus;

import aico.bus.connector.NotRecorded;
import aico.bus.connector.Trail;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.vault.Asker;
import aico.vault.Hooks;
import aico.vault.KnownHooks;
import aico.vault.Recorder;
import aico.vault.VaultEntry;
import aico.vault.VaultName;
import aico.vault.VaultSettings;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records in this service's own outbox. */
public final class TrailRecorder implements Recorder {
  private final Trail trail;

  public TrailRecorder(Trail trail) {
    this.trail = trail;
  }

  @Override
  public void record(Deed deed, VaultEntry vault, Asker asker, boolean success) {
    append(trail::record, event(deed, vault, asker, success));
  }

  @Override
  public void recordFindings(Deed deed, VaultEntry vault, Asker asker, long findings) {
    append(
        trail::record,
        event(deed, vault, asker, findings == 0).with("findings", Long.toString(findings)));
  }

  @Override
  public void recordChoice(VaultEntry vault, Asker asker, VaultSettings chosen) {
    AuditEvent event =
        event(Deed.CONFIGURED, vault, asker, true)
            .with("mount", chosen.mount().wireName())
            .with("idle_lock_s", Long.toString(chosen.idleLock().toSeconds()))
            .with("grace_s", Long.toString(chosen.grace().toSeconds()))
            .with("check_every_s", Long.toString(chosen.checkEvery().toSeconds()))
            .with("hook_limit_s", Long.toString(chosen.hookLimit().toSeconds()));
    String systemUser = chosen.systemUser();
    append(trail::record, systemUser == null ? event : event.with("system_user", systemUser));
  }

  @Override
  public void recordHook(Hooks.Point point, HookRun run, Asker asker, @Nullable String user) {
    append(
        trail::recordReserved,
        event(Deed.HOOK_RAN, point.vault(), user, asker, run.exitCode() == 0)
            .with("moment", point.moment().wireName())
            .with("hook", run.hook())
            .with("exit_code", Integer.toString(run.exitCode()))
            .with("took_ms", Long.toString(run.tookMs())));
  }

  @Override
  public void recordHookChange(
      Hooks.Point point,
      String hook,
      KnownHooks.Change change,
      Asker asker,
      @Nullable String user) {
    append(
        trail::record,
        event(Deed.HOOKS_CHANGED, point.vault(), user, asker, true)
            .with("moment", point.moment().wireName())
            .with("hook", hook)
            .with("change", change.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public void recordMember(Deed deed, VaultEntry vault, Asker asker, String member) {
    append(trail::record, event(deed, vault, asker, true).with("member", member));
  }

  @Override
  public void recordReserved(Deed deed, VaultEntry vault, Asker asker, boolean success) {
    append(trail::recordReserved, event(deed, vault, asker, success));
  }

  private static void append(Consumer<AuditEvent> how, AuditEvent event) {
    try {
      how.accept(event);
    } catch (NotRecorded notRecorded) {
      throw new NotRecordedException(String.valueOf(notRecorded.getMessage()), notRecorded);
    }
  }

  private static AuditEvent event(Deed deed, VaultEntry vault, Asker asker, boolean success) {
    return event(deed, vault.name(), vault.user(), asker, success);
  }

  private static AuditEvent event(
      Deed deed, VaultName vault, @Nullable String user, Asker asker, boolean success) {
    AuditEvent event =
        AuditEvent.of(code(deed))
            .by(asker.principal(), asker.user())
            .on(new Resource("vault", vault.text()))
            .heldBy(user)
            .correlated(asker.correlation())
            .with("why", asker.why());
    return success ? event : event.failed();
  }

  private static EventCode code(Deed deed) {
    return switch (deed) {
      case ADOPTED -> EventCode.VAULT_ADOPTED;
      case IMPORTED -> EventCode.VAULT_IMPORTED;
      case CREATED -> EventCode.VAULT_CREATED;
      case SHARED -> EventCode.VAULT_SHARED;
      case UNSHARED -> EventCode.VAULT_UNSHARED;
      case ROTATED -> EventCode.VAULT_ROTATED;
      case CHECKED -> EventCode.VAULT_CHECKED;
      case DAMAGE_FOUND -> EventCode.VAULT_DAMAGE_FOUND;
      case CONFIGURED -> EventCode.VAULT_CONFIGURED;
      case HOOK_RAN -> EventCode.VAULT_HOOK_RAN;
      case HOOKS_CHANGED -> EventCode.VAULT_HOOKS_CHANGED;
      case MOUNTED -> EventCode.VAULT_MOUNTED;
      case UNMOUNTED -> EventCode.VAULT_UNMOUNTED;
    };
  }
}
