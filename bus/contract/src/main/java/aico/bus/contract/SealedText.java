package aico.bus.contract;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event as JSON text whose names may be pseudonyms. One that was opened is not the leaf of the
 * log any more: {@code "opened"} says whose names are in it, so that whoever keeps it knows what to
 * forget when one of them is erased.
 */
public final class SealedText {
  /** Unescaped quotes are in no JSON text, so that this is an attribute and no part of a value. */
  private static final Pattern SEALED =
      Pattern.compile("\"" + SealedPart.ATTRIBUTE + "\":\"([^\"\\\\]*)\"");

  private static final String ALERT = "\"event_code\":\"alert.";
  private static final Pattern CAUSES =
      Pattern.compile("\"events\":\"([0-9]{1,18}(?:,[0-9]{1,18})*)");

  private static final Pattern PSEUDONYM = Pattern.compile("p-[0-9a-f]{20}");

  private static final int PSEUDONYM_BYTES = 22;

  private SealedText() {}

  /** A name, and the subject whose it is. */
  public record Name(String text, String subject) {}

  /** What is sealed in it. */
  public static List<SealedPart> parts(String event) {
    Matcher sealed = SEALED.matcher(event);
    return sealed.find() ? SealedPart.read(sealed.group(1)) : List.of();
  }

  /** The pseudonyms in it. */
  public static Set<String> pseudonyms(String text) {
    Set<String> found = new LinkedHashSet<>();
    PSEUDONYM.matcher(text).results().map(MatchResult::group).forEach(found::add);
    return found;
  }

  /**
   * Whether there is one in an event as UTF-8. Looked at from its end on: what is no hex digit
   * there is passed over with all before it, so that most bytes are never looked at.
   */
  public static boolean hasPseudonym(byte[] event) {
    int start = 0;
    while (start + PSEUDONYM_BYTES <= event.length) {
      int at = start + PSEUDONYM_BYTES - 1;
      while (at >= start + 2 && isHex(event[at])) {
        at--;
      }
      if (at == start + 1) {
        if (event[start] == 'p' && event[at] == '-') {
          return true;
        }
        start += PSEUDONYM_BYTES;
      } else {
        start = event[at] == '-' ? at - 1 : event[at] == 'p' ? at : at + 1;
      }
    }
    return false;
  }

  private static boolean isHex(byte one) {
    return (one >= '0' && one <= '9') || (one >= 'a' && one <= 'f');
  }

  /**
   * The events that an event about an alert names as its cause, at most so many: what is sealed in
   * them says whom the alert is about, which has nothing sealed itself.
   */
  public static List<Long> causes(String event, int max) {
    if (!event.contains(ALERT)) {
      return List.of();
    }
    Matcher causes = CAUSES.matcher(event);
    return causes.find()
        ? Arrays.stream(causes.group(1).split(",")).limit(max).map(Long::valueOf).toList()
        : List.of();
  }

  /** The event with those names, and with whose they are; what is sealed goes with the last one. */
  public static String opened(String event, Map<String, Name> names) {
    Set<String> pseudonyms = pseudonyms(event);
    List<String> subjects =
        pseudonyms.stream()
            .flatMap(each -> Optional.ofNullable(names.get(each)).stream())
            .map(Name::subject)
            .distinct()
            .toList();
    if (subjects.isEmpty()) {
      return event;
    }
    String read = replaced(event, name -> escaped(name.text()), names);
    String opened = "\"opened\":\"" + String.join(" ", subjects) + "\"";
    Matcher sealed = SEALED.matcher(read);
    if (names.keySet().containsAll(pseudonyms) && sealed.find()) {
      return sealed.replaceFirst(opened);
    }
    // At the end: whoever looks at how a leaf begins finds its sequence there.
    int end = read.lastIndexOf('}');
    return end < 0 ? read : read.substring(0, end) + "," + opened + read.substring(end);
  }

  private static String replaced(
      String text, Function<Name, String> written, Map<String, Name> names) {
    return PSEUDONYM
        .matcher(text)
        .replaceAll(found -> {
          Name name = names.get(found.group());
          return name == null ? found.group() : Matcher.quoteReplacement(written.apply(name));
        });
  }

  /** A sentence with those names. */
  public static String plain(String sentence, Map<String, Name> names) {
    return replaced(sentence, Name::text, names);
  }

  /** As a part of a JSON text (RFC 8259, section 7). */
  private static String escaped(String name) {
    StringBuilder text = new StringBuilder();
    for (char each : name.toCharArray()) {
      if (each == '"' || each == '\\') {
        text.append('\\').append(each);
      } else if (each < ' ') {
        text.append("\\u%04x".formatted((int) each));
      } else {
        text.append(each);
      }
    }
    return text.toString();
  }
}
