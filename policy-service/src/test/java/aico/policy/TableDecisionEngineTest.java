package aico.policy;

class TableDecisionEngineTest extends DecisionEngineContract {
  @Override
  protected DecisionEngine engine() {
    return new TableDecisionEngine();
  }
}
