package aico.cli.app;

import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.cli.Check;
import aico.cli.CommandFailed;
import aico.cli.bus.SuiteBus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks after the rules and the alerts. */
final class DetectionChecks {
  private DetectionChecks() {}

  static List<Check> examine(SuiteBus bus, Path rules) {
    List<Check> checks = new ArrayList<>();
    try {
      checks.add(rules(bus.ask(new AuditRequest.RuleList(), SuiteBus.QUICK), rules));
      checks.add(alerts(bus.ask(new AuditRequest.AlertList(), SuiteBus.QUICK)));
    } catch (CommandFailed unreachable) {
      checks.add(
          Check.failed(
              "detection_rules",
              "audit-service does not answer: " + unreachable.getMessage(),
              "run aico status"));
    }
    return checks;
  }

  private static Check rules(AuditReply.Rules answer, Path folder) {
    if (answer.problem() != null) {
      return Check.failed(
          "detection_rules",
          "the trail is recorded, and nobody watches it: " + answer.problem(),
          "look into audit-service's log");
    }
    if (!answer.faults().isEmpty()) {
      return Check.failed(
          "detection_rules",
          answer.faults().stream()
              .map(fault -> fault.file() + ": " + fault.message())
              .collect(Collectors.joining("; ")),
          "mend or remove these files in " + folder + "; all other rules stand");
    }
    return Check.ok("detection_rules", answer.rules().size() + " rules watch the trail");
  }

  private static Check alerts(AuditReply.Alerts answer) {
    long open = answer.alerts().stream().filter(a -> a.state().equals("open")).count();
    return open == 0
        ? Check.ok("alerts", "no alert waits for you")
        : Check.weak("alerts", open + " alerts wait for you", "aico alerts");
  }
}
