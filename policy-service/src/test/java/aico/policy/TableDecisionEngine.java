package aico.policy;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A hand-written fake: the shipped policies as a table. */
public final class TableDecisionEngine implements DecisionEngine {
  private record Row(String service, String resourceType, String allow, String elsewhere) {}

  private static final Row VAULTS =
      new Row(
          "vault-service",
          "vault",
          "owner-manages-vaults",
          "builtin-vault-actions-at-vault-service");
  private static final Row INTEGRATORS =
      new Row(
          "audit-service",
          "integrator",
          "owner-manages-integrators",
          "builtin-audit-actions-at-audit-service");
  private static final Row SEARCHES =
      new Row(
          "audit-service",
          "suite",
          "owner-searches-the-audit-trail",
          "builtin-audit-actions-at-audit-service");
  private static final Row ALERTS =
      new Row(
          "audit-service",
          "suite",
          "owner-answers-alerts",
          "builtin-audit-actions-at-audit-service");
  private static final Row ACCEPTS =
      new Row(
          "audit-service",
          "suite",
          "owner-accepts-older-state",
          "builtin-audit-actions-at-audit-service");
  private static final Row LIMITS =
      new Row(
          "audit-service",
          "suite",
          "owner-limits-the-audit-trail",
          "builtin-audit-actions-at-audit-service");
  private static final Row LOCK_RESPONSES =
      new Row(
          "vault-service",
          "suite",
          "owner-chooses-responses",
          "builtin-vault-actions-at-vault-service");
  private static final Row SESSION_RESPONSES =
      new Row(
          "auth-service",
          "suite",
          "owner-chooses-responses",
          "builtin-auth-actions-at-auth-service");
  private static final Row USERS =
      new Row("key-service", "user", "owner-manages-users", "builtin-key-actions-at-key-service");
  private static final Row NAMES =
      new Row(
          "key-service",
          "suite",
          "owner-reads-names-in-the-audit-trail",
          "builtin-key-actions-at-key-service");
  private static final Map<String, Row> ROWS =
      Map.ofEntries(
          entry("vault.create", VAULTS),
          entry("vault.mount", VAULTS),
          entry("vault.imported", VAULTS),
          entry("vault.configure", VAULTS),
          entry("vault.share", VAULTS),
          entry("vault.unshare", VAULTS),
          entry("vault.rotate", VAULTS),
          entry("vault.check", VAULTS),
          entry("audit.integrator_add", INTEGRATORS),
          entry("audit.integrator_renew", INTEGRATORS),
          entry("audit.integrator_confirm", INTEGRATORS),
          entry("audit.search", SEARCHES),
          entry("audit.accept_state", ACCEPTS),
          entry("audit.retain", LIMITS),
          entry("vault.respond", LOCK_RESPONSES),
          entry("auth.respond", SESSION_RESPONSES),
          entry("key.open_sealed", NAMES),
          entry("key.add_user", USERS),
          entry("key.remove_user", USERS),
          entry("audit.alert_acknowledge", ALERTS),
          entry("audit.alert_resolve", ALERTS),
          entry("audit.alert_suppress", ALERTS));

  @Override
  public Verdict decide(Question question) {
    Row row = ROWS.get(question.action());
    if (row == null || !row.resourceType.equals(question.resourceType())) {
      return Verdict.byDefault(question);
    }
    Optional<Level> program = Level.ofProgram(question.program());
    if (!row.service.equals(question.service())) {
      return new Verdict.Denied(row.elsewhere, "only " + row.service);
    }
    if (program.isEmpty()) {
      return new Verdict.Denied("builtin-unknown-program", "use the command");
    }
    if (row == VAULTS && !mayTouch(question)) {
      return new Verdict.Denied("builtin-vault-of-another", "ask its owner");
    }
    if (program.get() == Level.PLUGIN) {
      return Level.ofResource(question.resourceType()).equals(Optional.of(Level.USER_DATA))
          ? Verdict.byDefault(question)
          : new Verdict.Denied("builtin-plugin-only-user-data", "use the command");
    }
    if (row == VAULTS) {
      return vaultRule(question)
          .<Verdict>map(Verdict.Allowed::new)
          .orElseGet(() -> Verdict.byDefault(question));
    }
    return question.byOwner() ? new Verdict.Allowed(row.allow) : Verdict.byDefault(question);
  }

  private static boolean mayTouch(Question question) {
    String owner = question.owner();
    return owner != null
        && (owner.equals(question.user())
            || owner.equals("household")
            || question.sharedWith().contains(question.user()));
  }

  private static Optional<String> vaultRule(Question question) {
    boolean uses = List.of("vault.mount", "vault.check").contains(question.action());
    if (question.user().equals("household")) {
      return Optional.empty();
    }
    if (question.user().equals(question.owner())) {
      return Optional.of(VAULTS.allow);
    }
    if (uses) {
      return Optional.of(
          "household".equals(question.owner())
              ? "member-uses-household-vaults"
              : "member-uses-shared-vaults");
    }
    boolean made =
        List.of("vault.create", "vault.configure", "vault.rotate").contains(question.action());
    return question.byOwner() && made && "household".equals(question.owner())
        ? Optional.of("owner-manages-household-vaults")
        : Optional.empty();
  }
}
