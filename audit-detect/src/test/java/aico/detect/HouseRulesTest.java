package aico.detect;

import aico.bus.testing.HouseRules;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final HouseRules RULES = new HouseRules("aico.detect");

  @Test
  void domain_isPlainJava() {
    RULES.domainIsPlain();
  }

  @Test
  void drawers_doNotSeeEachOther() {
    RULES.drawersAreApart();
  }

  @Test
  void services_areNotKnown() {
    RULES.servicesAreApart();
  }
}
