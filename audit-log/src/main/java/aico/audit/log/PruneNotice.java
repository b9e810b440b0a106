package aico.audit.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a log says of events before it drops them, in an event {@code log.pruned} of its own. It
 * stands behind them, and a later one says at least as much: so the part that is kept always tells
 * of all that is missing.
 *
 * @param firstKept the sequence of the first event that stays
 * @param root of the tree over all before it
 */
public record PruneNotice(long firstKept, byte[] root) {
  private static final String WRITER = "audit-service";

  // Quotes within a text are escaped in JSON: only the event's own fields can look like this.
  private static final byte[] CODE = "\"event_code\":\"log.pruned\"".getBytes(UTF_8);
  private static final Pattern LAST = Pattern.compile("\"last_sequence\":\"([0-9]{1,18})\"");
  private static final Pattern ROOT = Pattern.compile("\"root\":\"([A-Za-z0-9+/]{43}=)\"");

  /** The notice that a leaf is, if the log itself wrote it. */
  public static Optional<PruneNotice> of(byte[] leaf) {
    if (!contains(leaf, CODE) || !Leaf.decode(leaf).producer().equals(WRITER)) {
      return Optional.empty();
    }
    String text = new String(leaf, UTF_8);
    Matcher last = LAST.matcher(text);
    Matcher root = ROOT.matcher(text);
    return last.find() && root.find()
        ? Optional.of(
            new PruneNotice(
                Long.parseLong(last.group(1)) + 1, Base64.getDecoder().decode(root.group(1))))
        : Optional.empty();
  }

  private static boolean contains(byte[] text, byte[] part) {
    for (int at = 0; at + part.length <= text.length; at++) {
      if (text[at] == part[0] && Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
