package aico.cli.app;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.SealedPart;
import aico.bus.contract.SealedText;
import aico.cli.CommandFailed;
import aico.cli.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts names in place of the pseudonyms in events, as far as whom they are about is unlocked. A
 * pseudonym is asked about once; what opens for nobody stays, and it is said once that it does.
 */
final class ReadNames {
  /** Those of an alert are about the same ones. */
  private static final int CAUSES_MAX = 5;

  private final Opener opener;
  private final Events events;
  private final Progress progress;
  private final Map<String, SealedText.Name> names = new HashMap<>();
  private final Set<String> closed = new HashSet<>();
  private boolean told;

  /** Opens what is sealed to a subject. */
  interface Opener {
    /**
     * The names by their pseudonyms.
     *
     * @throws CommandFailed when nobody opens it now
     */
    Map<String, String> open(String subject, List<String> boxes);
  }

  /** Reads events of the log. */
  interface Events {
    /** What an alert is about is sealed in the events that caused it. */
    List<String> of(List<Long> sequences);
  }

  ReadNames(Opener opener, Events events, Progress progress) {
    this.opener = opener;
    this.events = events;
    this.progress = progress;
  }

  /** The event with the names that can be had. */
  String of(String event) {
    List<SealedPart> sealed = new ArrayList<>(SealedText.parts(event));
    if (hasUnknown(event)) {
      List<Long> causes = SealedText.causes(event, CAUSES_MAX);
      events.of(causes).stream().map(SealedText::parts).forEach(sealed::addAll);
    }
    for (SealedPart part : sealed) {
      if (!closed.contains(part.subject()) && hasUnknown(event)) {
        open(part);
      }
    }
    return SealedText.opened(event, names);
  }

  /** A sentence about events that {@link #of} was given. */
  String in(String sentence) {
    return SealedText.plain(sentence, names);
  }

  /** Whether there are pseudonyms in it that no event so far gave a name to. */
  boolean hasUnknown(String text) {
    return !names.keySet().containsAll(SealedText.pseudonyms(text));
  }

  private void open(SealedPart part) {
    try {
      opener
          .open(part.subject(), List.of(part.box()))
          .forEach(
              (pseudonym, name) -> names.put(pseudonym, new SealedText.Name(name, part.subject())));
    } catch (CommandFailed closedNow) {
      closed.add(part.subject());
      if (!told) {
        told = true;
        progress.say(
            closedNow.code() == ErrorCode.LOCKED
                ? "names of who is locked stay pseudonyms (p-…): " + closedNow.getMessage()
                : "some names stay pseudonyms (p-…): " + closedNow.getMessage());
      }
    }
  }
}
