package aico.audit.bus;

import aico.audit.Aliases;
import aico.bus.connector.SealingSubjects;
import java.util.Set;

/** By what this service makes names unreadable with itself. */
public final class KnownAliases implements Aliases {
  private final SealingSubjects subjects;

  public KnownAliases(SealingSubjects subjects) {
    this.subjects = subjects;
  }

  @Override
  public Set<String> of(String name) {
    return subjects.aliases(name);
  }

  @Override
  public String written(String name) {
    return subjects.pseudonym(name);
  }
}
