package aico.bus.contract;

import org.jspecify.annotations.Nullable;

/**
 * What an acting request acts on, as policies see it.
 *
 * @param type {@code vault}, {@code integrator}, {@code user}, or {@code suite}
 * @param name the resource's name, or null for the suite
 */
public record Resource(String type, @Nullable String name) {

  /** The resource that a request names. */
  public static Resource of(Request<?> request) {
    return switch (request) {
      case VaultRequest<?> vault -> ofVault(vault);
      case AuditRequest<?> audit -> ofAudit(audit);
      case KeyRequest.AddUser r -> new Resource("user", r.user());
      case KeyRequest.RemoveUser r -> new Resource("user", r.user());
      case KeyRequest<?> key -> suite();
      case AuthRequest<?> auth -> suite();
      case PolicyRequest<?> policy -> suite();
    };
  }

  private static Resource ofVault(VaultRequest<?> request) {
    return switch (request) {
      case VaultRequest.Create r -> new Resource("vault", r.name());
      case VaultRequest.Adopt r -> new Resource("vault", r.name());
      case VaultRequest.NewOneTimeKey r -> suite();
      case VaultRequest.Imported r -> new Resource("vault", r.name());
      case VaultRequest.Mount r -> new Resource("vault", r.name());
      case VaultRequest.Unmount r -> new Resource("vault", r.name());
      case VaultRequest.Configure r -> new Resource("vault", r.name());
      case VaultRequest.Share r -> new Resource("vault", r.name());
      case VaultRequest.Unshare r -> new Resource("vault", r.name());
      case VaultRequest.Rotate r -> new Resource("vault", r.name());
      case VaultRequest.RotationOf r -> new Resource("vault", r.name());
      case VaultRequest.Check r -> new Resource("vault", r.name());
      case VaultRequest.CheckOf r -> new Resource("vault", r.name());
      case VaultRequest.HooksRan r -> new Resource("vault", r.vault());
      case VaultRequest.HooksDue r -> suite();
      case VaultRequest.HooksFound r -> suite();
      case VaultRequest.ListVaults r -> suite();
      case VaultRequest.LockAll r -> suite();
      case VaultRequest.Respond r -> suite();
      case VaultRequest.Responses r -> suite();
    };
  }

  private static Resource ofAudit(AuditRequest<?> request) {
    return switch (request) {
      case AuditRequest.IntegratorAdd r -> new Resource("integrator", r.name());
      case AuditRequest.OpenState r -> suite();
      case AuditRequest.RolledBackState r -> suite();
      case AuditRequest.AcceptState r -> suite();
      case AuditRequest.IntegratorRenew r -> new Resource("integrator", r.name());
      case AuditRequest.IntegratorConfirm r -> new Resource("integrator", r.name());
      case AuditRequest.IntegratorRemove r -> new Resource("integrator", r.name());
      case AuditRequest.Erase r -> new Resource("subject", r.subject());
      case AuditRequest.State r -> suite();
      case AuditRequest.Query r -> suite();
      case AuditRequest.Search r -> suite();
      case AuditRequest.Count r -> suite();
      case AuditRequest.Consistency r -> suite();
      case AuditRequest.IntegratorList r -> suite();
      case AuditRequest.AlertList r -> suite();
      case AuditRequest.AlertAcknowledge r -> suite();
      case AuditRequest.AlertResolve r -> suite();
      case AuditRequest.AlertSuppress r -> suite();
      case AuditRequest.EventSessions r -> suite();
      case AuditRequest.Retention r -> suite();
      case AuditRequest.Retain r -> suite();
      case AuditRequest.RuleList r -> suite();
    };
  }

  private static Resource suite() {
    return new Resource("suite", null);
  }
}
