package aico.policy;

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
  private static final Map<String, Row> ROWS =
      Map.of(
          "vault.create", VAULTS,
          "vault.mount", VAULTS,
          "audit.integrator_add", INTEGRATORS,
          "audit.integrator_renew", INTEGRATORS,
          "audit.search", SEARCHES);

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
    if (program.get() == Level.PLUGIN) {
      return Level.ofResource(question.resourceType()).equals(Optional.of(Level.USER_DATA))
          ? Verdict.byDefault(question)
          : new Verdict.Denied("builtin-plugin-only-user-data", "use the command");
    }
    return question.byOwner() ? new Verdict.Allowed(row.allow) : Verdict.byDefault(question);
  }
}
