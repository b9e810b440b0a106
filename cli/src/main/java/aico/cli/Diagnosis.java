package aico.cli;

import java.util.List;

/**
 * What {@code doctor} found.
 *
 * @param ok nothing has failed; something may still be weak
 */
public record Diagnosis(boolean ok, List<Check> checks) {
  public Diagnosis {
    checks = List.copyOf(checks);
  }

  public static Diagnosis of(List<Check> checks) {
    return new Diagnosis(checks.stream().noneMatch(Check::hasFailed), checks);
  }
}
