package aico.bridge;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which events a target gets: {@code CLASSES/SEVERITY}, such as {@code 2004,3002/medium}: OCSF
 * classes or {@code *}, and the least severity.
 *
 * @param classes empty for all
 */
public record Filter(Set<Integer> classes, Severity least) {
  /** Everything. */
  public static final Filter ALL = new Filter(Set.of(), Severity.UNKNOWN);

  private static final int CLASSES_MAX = 32;

  public Filter {
    classes = Set.copyOf(classes);
  }

  /** The filter of that text. */
  public static Filter parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0 || text.length() > 256) {
      throw wrong(text);
    }
    Set<Integer> classes = new TreeSet<>();
    String before = text.substring(0, slash);
    if (!before.equals("*")) {
      for (String uid : before.split(",", CLASSES_MAX)) {
        if (!uid.matches("[1-9][0-9]{3,5}")) {
          throw wrong(text);
        }
        classes.add(Integer.parseInt(uid));
      }
    }
    String word = text.substring(slash + 1);
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(word)) {
        return new Filter(classes, severity);
      }
    }
    throw wrong(text);
  }

  private static BridgeException wrong(String text) {
    return new BridgeException(
        "filter",
        "'%s' (expected: CLASSES/SEVERITY, such as 2004,3002/medium or */high; severities: %s)"
            .formatted(
                text,
                Arrays.stream(Severity.values())
                    .map(Severity::word)
                    .collect(Collectors.joining(", "))));
  }

  public boolean lets(Event event) {
    return (classes.isEmpty() || classes.contains(event.classUid()))
        && event.severity().id() >= least.id();
  }

  @Override
  public String toString() {
    String before =
        classes.isEmpty()
            ? "*"
            : classes.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
    return before + "/" + least.word();
  }
}
