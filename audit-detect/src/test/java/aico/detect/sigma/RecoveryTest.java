package aico.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import aico.detect.Correlation;
import aico.detect.Detection;
import aico.detect.Rule;
import aico.detect.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever is alarmed is told what to do. */
class RecoveryTest {
  private static final RuleSet RULES = SigmaRules.read(DefaultRules.files()).rules();

  @Test
  void everyRuleThatAlarms_saysWhatToDo() {
    assertThat(
            Stream.concat(
                RULES.rules().stream().filter(Rule::alerts).map(Rule::advice),
                RULES.correlations().stream().filter(Correlation::alerts).map(Correlation::advice)))
        .isNotEmpty()
        .allSatisfy(advice -> assertThat(advice).hasSizeGreaterThan(40));
  }

  /** The procedures name the rules that lead to them in a line of their own. */
  @Test
  void everyRuleThatAlarms_standsInOneProcedure_andNoOther() throws IOException {
    Set<String> alarming = new TreeSet<>(Detection.OWN_RULES.keySet());
    RULES.rules().stream().filter(Rule::alerts).map(Rule::key).forEach(alarming::add);
    RULES.correlations().stream()
        .filter(Correlation::alerts)
        .map(Correlation::key)
        .forEach(alarming::add);

    List<String> named = new ArrayList<>();
    Pattern name = Pattern.compile("`([a-z-]+)`");
    for (String line : Files.readAllLines(Path.of("../.github/RECOVERY.md"))) {
      if (line.matches("`[a-z-]+`(, `[a-z-]+`)*")) {
        for (Matcher found = name.matcher(line); found.find(); ) {
          named.add(found.group(1));
        }
      }
    }
    assertThat(named).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(alarming);
  }
}
