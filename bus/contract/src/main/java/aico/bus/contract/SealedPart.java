package aico.bus.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of an event, sealed to whom they are about. All parts of an event stand in its attribute
 * {@code sealed}, as {@code <subject>:<box> <subject>:<box>}.
 *
 * @param subject the id of the subject, 32 hex digits
 * @param box {@code SealedNames} in base64
 */
public record SealedPart(String subject, String box) {
  /** The attribute of the CloudEvents envelope. */
  public static final String ATTRIBUTE = "sealed";

  /** An event is about a few people at most. */
  public static final int PARTS_MAX = 8;

  private static final Pattern PART =
      Pattern.compile("([0-9a-f]{32}):([A-Za-z0-9+/]{64,2796}={0,2})");

  /** The attribute's value. */
  public static String text(List<SealedPart> parts) {
    return parts.stream()
        .map(part -> part.subject + ":" + part.box)
        .collect(Collectors.joining(" "));
  }

  /**
   * The parts of an attribute's value. What is none is passed over: it opens nothing, and the event
   * says what it says without it.
   */
  public static List<SealedPart> read(String text) {
    List<SealedPart> parts = new ArrayList<>();
    for (String each : text.split(" ", PARTS_MAX + 1)) {
      var matcher = PART.matcher(each);
      if (matcher.matches() && parts.size() < PARTS_MAX) {
        parts.add(new SealedPart(matcher.group(1), matcher.group(2)));
      }
    }
    return List.copyOf(parts);
  }
}
