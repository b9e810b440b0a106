package aico.policy;

import static org.assertj.core.api.Assertions.assertThat;

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
    "audit-service, audit.integrator_add, integrator, siem, owner-manages-integrators",
    "audit-service, audit.integrator_renew, integrator, siem, owner-manages-integrators",
    "audit-service, audit.search, suite, , owner-searches-the-audit-trail"
  })
  void ownerThroughTheCommand_isAllowed(
      String service, String action, String type, String resource, String rule) {
    assertThat(engine().decide(question("owner", "cli", service, action, type, resource)))
        .isEqualTo(new Verdict.Allowed(rule));
  }

  @Test
  void anotherUser_isDeniedByDefault_andToldHowToAsk() {
    Question question = question("guest", "cli", "vault-service", "vault.mount", "vault", "diary");

    assertThat(engine().decide(question)).isEqualTo(Verdict.byDefault(question));
    assertThat(Verdict.byDefault(question).howToAsk()).contains("vault.mount", "guest", "owner");
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
    "vault-service, audit.search, suite, builtin-audit-actions-at-audit-service"
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
        question(user, "cli", "vault-service", "vault.mount", "vault", "diary"), "default-deny");
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
        user, program, service, action, type, resource, "0123456789abcdef0123456789abcdef");
  }
}
