package aico.detect;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One rule about single events.
 *
 * @param key its name, id or file: what correlations refer to, and what an alert names
 * @param id its UUID, or null
 * @param producer the only service whose events it looks at, or null for all
 * @param alerts whether an event that matches is a finding by itself
 * @param about the fields that tell in a finding what it is about
 */
public record Rule(
    String key,
    @Nullable String id,
    String title,
    Level level,
    String advice,
    @Nullable String producer,
    Condition condition,
    boolean alerts,
    List<Integer> about) {

  public Rule {
    about = List.copyOf(about);
  }

  boolean matches(Event event) {
    return (producer == null || producer.equals(event.producer())) && condition.test(event);
  }

  /** Whether correlations refer to it so. */
  public boolean isCalled(String reference) {
    return key.equals(reference) || Optional.ofNullable(id).filter(reference::equals).isPresent();
  }
}
