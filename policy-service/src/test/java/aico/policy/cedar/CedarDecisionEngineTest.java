package aico.policy.cedar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.RequestType;
import aico.policy.DecisionEngine;
import aico.policy.DecisionEngineContract;
import aico.policy.PolicyException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CedarDecisionEngineTest extends DecisionEngineContract {
  private static final CedarDecisionEngine SHIPPED =
      CedarDecisionEngine.load(PolicyTexts.shipped());

  @Override
  protected DecisionEngine engine() {
    return SHIPPED;
  }

  @Test
  void everyRequestThatNeedsAToken_hasAnAction_andNoOther() {
    assertThat(SHIPPED.actions())
        .isEqualTo(
            Arrays.stream(RequestType.values())
                .filter(type -> type.admission().actsForAPerson())
                .map(RequestType::wireName)
                .collect(Collectors.toSet()));
  }

  @Test
  void aResourceThatTheActionDoesNotApplyTo_isAnError() {
    assertThatThrownBy(() ->
            SHIPPED.decide(
                question("owner", "cli", "vault-service", "vault.mount", "integrator", "siem")))
        .isInstanceOf(PolicyException.class);
  }

  @Test
  void damagedSchema_isRefused_namingTheFile() {
    PolicyTexts shipped = PolicyTexts.shipped();
    assertRefused(
        new PolicyTexts(shipped.schema() + "entity", shipped.builtin(), shipped.rules()),
        "cedar/aico.cedarschema");
  }

  @Test
  void damagedPolicy_isRefused_namingTheFile() {
    PolicyTexts shipped = PolicyTexts.shipped();
    assertRefused(
        new PolicyTexts(shipped.schema(), shipped.builtin(), "permit (principal"),
        "cedar/rules.cedar");
  }

  @Test
  void permitAmongTheBuiltins_isRefused() {
    PolicyTexts shipped = PolicyTexts.shipped();
    assertRefused(
        new PolicyTexts(
            shipped.schema(),
            shipped.builtin() + "@id(\"builtin-x\") @ask(\"x\") permit(principal,action,resource);",
            shipped.rules()),
        "cedar/builtin.cedar: builtin-x: wrong effect");
  }

  @Test
  void ruleThatPosesAsBuiltin_isRefused() {
    PolicyTexts shipped = PolicyTexts.shipped();
    assertRefused(
        new PolicyTexts(
            shipped.schema(),
            shipped.builtin(),
            "@id(\"builtin-y\") permit(principal,action,resource);"),
        "cedar/rules.cedar: builtin-y");
  }

  @Test
  void ruleWithoutId_isRefused() {
    PolicyTexts shipped = PolicyTexts.shipped();
    assertRefused(
        new PolicyTexts(shipped.schema(), shipped.builtin(), "permit(principal,action,resource);"),
        "@id missing");
  }

  @Test
  void policyOutsideTheSchema_isRefused_namingIt() {
    PolicyTexts shipped = PolicyTexts.shipped();
    assertRefused(
        new PolicyTexts(
            shipped.schema(),
            shipped.builtin(),
            shipped.rules()
                + "@id(\"odd\") permit(principal,action,resource) when {principal.age > 3};"),
        "odd");
  }

  @Test
  void policiesWithoutTheOwnersRule_areRefused() {
    PolicyTexts shipped = PolicyTexts.shipped();
    assertRefused(
        new PolicyTexts(
            shipped.schema(),
            shipped.builtin(),
            shipped.rules().replace("action in [", "action in [] && [")),
        "cedar/rules.cedar");
    assertRefused(
        new PolicyTexts(shipped.schema(), shipped.builtin(), ""), "the owner cannot mount");
  }

  private static void assertRefused(PolicyTexts texts, String message) {
    assertThatThrownBy(() -> CedarDecisionEngine.load(texts))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining(message);
  }
}
