package aico.detect;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a rule asks of an event. */
public sealed interface Condition {
  /** Whether the event is what is looked for. */
  boolean test(Event event);

  /** The only event codes for which it can hold, or nothing when they cannot be told. */
  Optional<Set<String>> codes();

  /**
   * One field.
   *
   * @param equalTo the only texts for which it holds, or nothing when it is no mere comparison
   */
  record Field(int field, ValueTest value, Optional<Set<String>> equalTo) implements Condition {
    public Field {
      equalTo = equalTo.map(Set::copyOf);
    }

    @Override
    public boolean test(Event event) {
      return value.test(event.value(field));
    }

    @Override
    public Optional<Set<String>> codes() {
      return field == FieldTable.CODE ? equalTo : Optional.empty();
    }
  }

  /** All of them. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(Event event) {
      for (Condition part : parts) {
        if (!part.test(event)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Optional<Set<String>> codes() {
      Optional<Set<String>> common = Optional.empty();
      for (Condition part : parts) {
        Optional<Set<String>> own = part.codes();
        if (own.isPresent() && common.isPresent()) {
          Set<String> both = new HashSet<>(common.get());
          both.retainAll(own.get());
          common = Optional.of(both);
        } else if (own.isPresent()) {
          common = own;
        }
      }
      return common;
    }
  }

  /** Any of them. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(Event event) {
      for (Condition part : parts) {
        if (part.test(event)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Optional<Set<String>> codes() {
      Set<String> all = new HashSet<>();
      for (Condition part : parts) {
        Optional<Set<String>> own = part.codes();
        if (own.isEmpty()) {
          return own;
        }
        all.addAll(own.get());
      }
      return Optional.of(all);
    }
  }

  /** Not that one. */
  record Not(Condition part) implements Condition {
    @Override
    public boolean test(Event event) {
      return !part.test(event);
    }

    @Override
    public Optional<Set<String>> codes() {
      return Optional.empty();
    }
  }
}
