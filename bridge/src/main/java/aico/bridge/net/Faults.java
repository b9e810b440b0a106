package aico.bridge.net;

import org.jspecify.annotations.Nullable;

/** What went wrong, in a line for people: what the other side said is stripped of controls. */
public final class Faults {
  private static final int MAX_CHARS = 300;
  private static final int CAUSES_MAX = 8;

  private Faults() {}

  /** The most telling message of a failure: the innermost one that says something. */
  public static String of(@Nullable Throwable failure) {
    if (failure == null) {
      return "failed";
    }
    String said = failure.getClass().getSimpleName();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        said = cause.getClass().getSimpleName() + ": " + message;
      }
      cause = cause.getCause();
    }
    return printable(said);
  }

  /** One line without control characters. */
  public static String printable(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    return line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS) : line;
  }
}
