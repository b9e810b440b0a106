package aico.bus.contract;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An event as JSON text whose names may be pseudonyms. One that was opened is not the leaf of the
 * log any more: {@code "opened"} with the subjects it is about stands in place of what was sealed,
 * so that whoever keeps it knows what to forget when one of them is erased.
 */
public final class SealedText {
  /** Unescaped quotes are in no JSON text, so that this is an attribute and no part of a value. */
  private static final Pattern SEALED =
      Pattern.compile("\"" + SealedPart.ATTRIBUTE + "\":\"([^\"\\\\]*)\"");

  private static final String ALERT = "\"event_code\":\"alert.";
  private static final Pattern CAUSES =
      Pattern.compile("\"events\":\"([0-9]{1,18}(?:,[0-9]{1,18})*)");

  private static final Pattern PSEUDONYM = Pattern.compile("p-[0-9a-f]{20}");

  private SealedText() {}

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

  /**
   * The event with those names; it counts as opened when it has no pseudonym beside.
   *
   * @param parts what the names were sealed in
   */
  public static String opened(String event, Map<String, String> names, List<SealedPart> parts) {
    Set<String> pseudonyms = pseudonyms(event);
    if (pseudonyms.isEmpty()) {
      return event;
    }
    String read =
        PSEUDONYM
            .matcher(event)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    escaped(names.getOrDefault(found.group(), found.group()))));
    if (!names.keySet().containsAll(pseudonyms)) {
      return read;
    }
    String opened =
        parts.stream()
            .map(SealedPart::subject)
            .distinct()
            .collect(Collectors.joining(" ", "\"opened\":\"", "\""));
    Matcher sealed = SEALED.matcher(read);
    return sealed.find()
        ? sealed.replaceFirst(opened)
        : read.replaceFirst("\\{", "{" + opened + ",");
  }

  /** A sentence with those names. */
  public static String plain(String sentence, Map<String, String> names) {
    return PSEUDONYM
        .matcher(sentence)
        .replaceAll(
            found -> Matcher.quoteReplacement(names.getOrDefault(found.group(), found.group())));
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
