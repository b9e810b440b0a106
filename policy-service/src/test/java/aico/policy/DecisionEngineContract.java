package aico.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine over the shipped policies does. */
public abstract class DecisionEngineContract {
  protected abstract DecisionEngine engine();

  @ParameterizedTest
  @CsvSource({
    "vault-service, vault.create, vault, diary, owner-manages-vaults",
    "vault-service, vault.mount, vault, diary, owner-manages-vaults",
    "vault-service, vault.imported, vault, diary, owner-manages-vaults",
    "audit-service, audit.integrator_add, integrator, siem, owner-manages-integrators",
    "audit-service, audit.integrator_renew, integrator, siem, owner-manages-integrators",
    "audit-service, audit.integrator_confirm, integrator, siem, owner-manages-integrators",
    "audit-service, audit.search, suite, , owner-searches-the-audit-trail",
    "audit-service, audit.accept_state, suite, , owner-accepts-older-state",
    "key-service, key.open_sealed, suite, , owner-reads-names-in-the-audit-trail",
    "key-service, key.add_user, user, child, owner-manages-users",
    "key-service, key.remove_user, user, child, owner-manages-users",
    "audit-service, audit.alert_acknowledge, suite, suite, owner-answers-alerts",
    "audit-service, audit.alert_resolve, suite, suite, owner-answers-alerts",
    "audit-service, audit.alert_suppress, suite, suite, owner-answers-alerts",
    "audit-service, audit.retain, suite, , owner-limits-the-audit-trail",
    "vault-service, vault.respond, suite, , owner-chooses-responses",
    "auth-service, auth.respond, suite, , owner-chooses-responses"
  })
  void ownerThroughTheCommand_isAllowed(
      String service, String action, String type, String resource, String rule) {
    assertThat(engine().decide(question("owner", "cli", service, action, type, resource)))
        .isEqualTo(new Verdict.Allowed(rule));
  }

  @ParameterizedTest
  @CsvSource({
    "key-service, key.add_user, user",
    "key-service, key.remove_user, user",
    "vault-service, vault.respond, suite",
    "auth-service, auth.respond, suite",
    "audit-service, audit.retain, suite",
    "audit-service, audit.integrator_add, integrator"
  })
  void anotherUser_isDeniedByDefault_andToldHowToAsk(String service, String action, String type) {
    Question question = question("child", "cli", service, action, type, "child");

    assertThat(engine().decide(question)).isEqualTo(Verdict.byDefault(question));
    assertThat(Verdict.byDefault(question).howToAsk()).contains(action, "child", "owner");
  }

  /** Everybody on everything: who may, by which rule; what is not named is denied. */
  @ParameterizedTest
  @CsvSource({
    // user, owner of the vault, shared with, action, rule
    "child, child, '', vault.create, owner-manages-vaults",
    "child, child, '', vault.mount, owner-manages-vaults",
    "child, child, '', vault.share, owner-manages-vaults",
    "child, child, '', vault.unshare, owner-manages-vaults",
    "child, child, '', vault.rotate, owner-manages-vaults",
    "child, child, '', vault.check, owner-manages-vaults",
    "child, owner, child, vault.mount, member-uses-shared-vaults",
    "child, owner, child, vault.check, member-uses-shared-vaults",
    "owner, child, owner, vault.mount, member-uses-shared-vaults",
    "child, household, '', vault.mount, member-uses-household-vaults",
    "child, household, '', vault.check, member-uses-household-vaults",
    "owner, household, '', vault.mount, member-uses-household-vaults",
    "owner, household, '', vault.create, owner-manages-household-vaults",
    "owner, household, '', vault.rotate, owner-manages-household-vaults",
  })
  void vault_isAllowed(String user, String owner, String shared, String action, String rule) {
    assertThat(engine().decide(vault(user, owner, shared, action)))
        .isEqualTo(new Verdict.Allowed(rule));
  }

  @ParameterizedTest
  @CsvSource({
    "child, owner, '', vault.create, builtin-vault-of-another",
    "child, owner, '', vault.mount, builtin-vault-of-another",
    "child, owner, grandma, vault.mount, builtin-vault-of-another",
    "child, owner, '', vault.share, builtin-vault-of-another",
    "child, owner, '', vault.unshare, builtin-vault-of-another",
    "child, owner, '', vault.rotate, builtin-vault-of-another",
    "child, owner, '', vault.check, builtin-vault-of-another",
    "owner, child, '', vault.mount, builtin-vault-of-another",
    "owner, child, '', vault.rotate, builtin-vault-of-another",
    "child, , '', vault.mount, builtin-vault-of-another",
    "child, owner, child, vault.create, default-deny",
    "child, owner, child, vault.share, default-deny",
    "child, owner, child, vault.unshare, default-deny",
    "child, owner, child, vault.rotate, default-deny",
    "owner, child, owner, vault.unshare, default-deny",
    "child, household, '', vault.create, default-deny",
    "child, household, '', vault.rotate, default-deny",
    "child, household, '', vault.share, default-deny",
    "owner, household, '', vault.share, default-deny",
    "household, household, '', vault.mount, default-deny",
  })
  void vault_isDenied(
      String user, @Nullable String owner, String shared, String action, String rule) {
    assertRule(vault(user, owner, shared, action), rule);
  }

  private static Question vault(String user, @Nullable String owner, String shared, String action) {
    return new Question(
        user,
        "cli",
        "vault-service",
        action,
        "vault",
        "diary",
        owner,
        shared.isEmpty() ? List.of() : List.of(shared),
        "0123456789abcdef0123456789abcdef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vault-service", "integrator/siem", "key-service", "cli2", "owner"})
  void unknownProgram_isForbidden(String program) {
    assertRule(
        question("owner", program, "vault-service", "vault.mount", "vault", "diary"),
        "builtin-unknown-program");
  }

  @Test
  void plugin_hasNoRuleForVaults() {
    assertRule(
        question("owner", "module/notes", "vault-service", "vault.mount", "vault", "diary"),
        "default-deny");
  }

  @Test
  void plugin_neverActsOnTheSystem() {
    assertRule(
        question(
            "owner", "module/notes", "audit-service", "audit.integrator_add", "integrator", "siem"),
        "builtin-plugin-only-user-data");
  }

  @ParameterizedTest
  @CsvSource({
    "audit-service, vault.mount, vault, builtin-vault-actions-at-vault-service",
    "policy-service, vault.create, vault, builtin-vault-actions-at-vault-service",
    "vault-service, audit.integrator_add, integrator, builtin-audit-actions-at-audit-service",
    "vault-service, audit.search, suite, builtin-audit-actions-at-audit-service",
    "vault-service, key.add_user, user, builtin-key-actions-at-key-service",
    "vault-service, audit.alert_suppress, suite, builtin-audit-actions-at-audit-service",
    "vault-service, audit.retain, suite, builtin-audit-actions-at-audit-service",
    "auth-service, vault.respond, suite, builtin-vault-actions-at-vault-service",
    "vault-service, auth.respond, suite, builtin-auth-actions-at-auth-service"
  })
  void anActionOfAnotherService_isForbidden(
      String service, String action, String type, String rule) {
    assertRule(question("owner", "cli", service, action, type, "diary"), rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vault.destroy", "vault.unmount", "at-vault-service", "vault.mount\"", "", "*"})
  void unknownAction_isDeniedByDefault(String action) {
    assertRule(question("owner", "cli", "vault-service", action, "vault", "diary"), "default-deny");
  }

  @Test
  void unknownResourceType_isDeniedByDefault() {
    assertRule(
        question("owner", "cli", "vault-service", "vault.mount", "planet", "earth"),
        "default-deny");
  }

  /** Names cannot break out of their quotes: they never reach policy text. */
  @ParameterizedTest
  @ValueSource(strings = {"\"owner\"", "owner\"", "own er", "Owner", "owner ", "owner\\u0000", "é"})
  void oddUserNames_areNotTheOwner(String user) {
    assertRule(
        question(user, "cli", "vault-service", "vault.mount", "vault", "diary"),
        "builtin-vault-of-another");
    assertRule(
        question(user, "cli", "key-service", "key.add_user", "user", "mallory"), "default-deny");
  }

  private void assertRule(Question question, String rule) {
    assertThat(engine().decide(question))
        .isInstanceOfSatisfying(
            Verdict.Denied.class,
            denied -> {
              assertThat(denied.rule()).isEqualTo(rule);
              assertThat(denied.howToAsk()).isNotBlank();
            });
  }

  protected static Question question(
      String user,
      String program,
      String service,
      String action,
      String type,
      @Nullable String resource) {
    return new Question(
        user,
        program,
        service,
        action,
        type,
        resource,
        type.equals("vault") ? "owner" : null,
        List.of(),
        "0123456789abcdef0123456789abcdef");
  }
}
