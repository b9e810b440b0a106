package aico.cli;

import org.jspecify.annotations.Nullable;

/** The first loopback port of a home; the topology gives every topic its offset from it. */
public record PortBase(int first) {
  public static final PortBase DEFAULT = new PortBase(7400);

  /** The variable that sets it at the first launch. */
  public static final String VARIABLE = "AICO_PORT_BASE";

  /** Room for the highest offset of the topology, with space to grow. */
  public static final int SPAN = 40;

  /** Below it ports belong to the system. */
  private static final int LOWEST = 1024;

  private static final int HIGHEST = 65536 - SPAN;

  public PortBase {
    if (first < LOWEST || first > HIGHEST) {
      throw CommandFailed.usage(VARIABLE, first + " (expected: " + LOWEST + " to " + HIGHEST + ")");
    }
  }

  /** The value of the variable; the default when it is not set. */
  public static PortBase parse(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return DEFAULT;
    }
    try {
      return new PortBase(Integer.parseInt(value));
    } catch (NumberFormatException notANumber) {
      throw CommandFailed.usage(VARIABLE, "'" + value + "' is no port number");
    }
  }

  /** Refuses another value than the one the home was made with. */
  public void requireSame(@Nullable String value) {
    if (value != null && !value.isEmpty() && !parse(value).equals(this)) {
      throw CommandFailed.usage(
          VARIABLE,
          value
              + " (expected: "
              + first
              + ", which this home was set up with at its first launch)");
    }
  }

  public int at(int offset) {
    return first + offset;
  }
}
