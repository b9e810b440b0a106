package aico.audit;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Whom alerts are about, such as {@code user anna, program cli}, as a person says it and as it
 * stands in the trail, where names are pseudonyms.
 */
public final class AlertSubjects {
  private final Aliases aliases;

  public AlertSubjects(Aliases aliases) {
    this.aliases = aliases;
  }

  /** The one of those known that is meant; where none is, what it would be. */
  public String meant(String asked, Collection<String> known) {
    return known.stream()
        .filter(one -> isMeant(asked, one))
        .findFirst()
        .orElseGet(() ->
            Arrays.stream(asked.split(", ", -1))
                .map(this::written)
                .collect(Collectors.joining(", ")));
  }

  private boolean isMeant(String asked, String known) {
    String[] wanted = asked.split(", ", -1);
    String[] there = known.split(", ", -1);
    if (wanted.length != there.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      int value = wanted[i].indexOf(' ') + 1;
      String word = wanted[i].substring(0, value);
      boolean same =
          there[i].startsWith(word)
              && aliases.of(wanted[i].substring(value)).contains(there[i].substring(value));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private String written(String part) {
    int value = part.indexOf(' ') + 1;
    return part.substring(0, value) + aliases.written(part.substring(value));
  }
}
