package aico.detect;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What findings say, in sentences. */
final class Words {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The longest value in a sentence: it is what a producer wrote. */
  private static final int VALUE_MAX_CHARS = 64;

  private Words() {}

  /** What a field is called in a sentence. */
  static String field(String path) {
    return switch (path) {
      case "actor.user.name" -> "user";
      case "actor.app_name" -> "program";
      case "producer", "source" -> "service";
      case "resources.name", "entity.name", "file.name" -> "object";
      case "metadata.event_code" -> "event";
      default -> path.substring(path.lastIndexOf('.') + 1).replace('_', ' ');
    };
  }

  /** Such as {@code user owner, program cli}; {@code the suite} where nothing is known. */
  static String subject(List<String> words, List<String> values) {
    StringBuilder told = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      if (!values.get(i).isEmpty()) {
        told.append(told.isEmpty() ? "" : ", ").append(words.get(i)).append(' ');
        told.append(value(values.get(i)));
      }
    }
    return told.isEmpty() ? "the suite" : told.toString();
  }

  /** A value for a sentence: one line, not too long. */
  static String value(String value) {
    String head =
        value.length() <= VALUE_MAX_CHARS ? value : value.substring(0, VALUE_MAX_CHARS) + "…";
    StringBuilder clean = new StringBuilder(head.length());
    head.codePoints()
        .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) || isFormat(c) ? '?' : c));
    return clean.toString();
  }

  /**
   * Characters that turn a line's direction or hide: nothing of what producers write needs them.
   */
  private static boolean isFormat(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** Such as {@code 3 min} or {@code 40 s}. */
  static String span(long ms) {
    long seconds = Math.max(1, ms / 1000);
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 120) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    return hours < 72 ? hours + " h" : hours / 24 + " days";
  }

  static String minute(long ms) {
    return MINUTE.format(Instant.ofEpochMilli(ms));
  }

  static String day(long ms) {
    return DAY.format(Instant.ofEpochMilli(ms));
  }
}
