package aico.key;

import aico.bus.testing.HouseRules;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final HouseRules RULES = new HouseRules("aico.key");

  @Test
  void domain_isPlainJava() {
    RULES.domainIsPlain();
  }

  @Test
  void drawers_doNotSeeEachOther() {
    RULES.drawersAreApart();
  }

  @Test
  void framework_isSeenByAppAlone() {
    RULES.frameworkIsInAppAlone();
  }

  @Test
  void services_doNotKnowEachOther() {
    RULES.servicesAreApart();
  }
}
