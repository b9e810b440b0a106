package aico.bridge;

import aico.bus.testing.HouseRules;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final HouseRules RULES = new HouseRules("aico.bridge");

  @Test
  void domainIsPlain() {
    RULES.domainIsPlain();
  }

  @Test
  void drawersAreApart() {
    RULES.drawersAreApart();
  }

  @Test
  void servicesAreApart() {
    RULES.servicesAreApart();
  }
}
