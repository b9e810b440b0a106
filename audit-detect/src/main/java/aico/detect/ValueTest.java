package aico.detect;

import org.jspecify.annotations.Nullable;

/** Asks something about one field's value. */
@FunctionalInterface
public interface ValueTest {
  /** Whether the value, null where the event has none, is what is looked for. */
  boolean test(@Nullable String value);
}
