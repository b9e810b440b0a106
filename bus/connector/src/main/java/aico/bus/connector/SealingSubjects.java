package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Users;
import aico.bus.crypto.Hex;
import aico.bus.crypto.Pseudonym;
import aico.bus.crypto.SecretBytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom events can be about, and what their names are made unreadable with. Until that is known the
 * first time nothing with a name in it is written, but for what has to be: that says no name.
 */
public final class SealingSubjects implements EventSeal, AutoCloseable {
  private Map<String, SealingKeys> subjects = Map.of();
  private @Nullable String state;
  private boolean closed;

  /** Whom one entry of a list is about. */
  public record Entry(String user, String subject, String publicKey) {}

  /** What {@link #exchange} was given last, or null before. */
  public synchronized @Nullable String state() {
    return state;
  }

  /**
   * Takes others in place of what was known, which is zeroed.
   *
   * @param keys those of pseudonyms, 32 bytes for each entry; stays the caller's
   * @throws IllegalArgumentException when they are more or fewer
   */
  public synchronized void exchange(String newState, List<Entry> entries, SecretBytes keys) {
    if (keys.sizeBytes() != entries.size() * Pseudonym.KEY_BYTES) {
      throw new IllegalArgumentException(
          "subjects: %d bytes (expected: %d)"
              .formatted(keys.sizeBytes(), entries.size() * Pseudonym.KEY_BYTES));
    }
    if (closed) {
      return;
    }
    Map<String, SealingKeys> fresh = new HashMap<>();
    long at = 0;
    for (Entry each : entries) {
      SecretBytes key = SecretBytes.copyOf(keys.segment().asSlice(at, Pseudonym.KEY_BYTES));
      SealingKeys before =
          fresh.put(
              each.user(), new SealingKeys(each.subject(), Hex.decode(each.publicKey()), key));
      if (before != null) {
        before.close();
      }
      at += Pseudonym.KEY_BYTES;
    }
    Map<String, SealingKeys> old = subjects;
    subjects = Map.copyOf(fresh);
    state = newState;
    old.values().forEach(SealingKeys::close);
  }

  /** Whether the event names a person of whom nothing is known. */
  synchronized boolean isAboutStrangers(AuditEvent event) {
    return !PersonalParts.people(event).stream().allMatch(subjects::containsKey);
  }

  @Override
  public synchronized SealedEvent seal(AuditEvent event, boolean reserve) {
    if (state != null) {
      return PersonalParts.sealed(event, subjects::get);
    }
    // Who knocks is told of whatever is missing: only where from is not.
    boolean hasTo = reserve || event.code() == EventCode.PEER_REFUSED;
    if (!hasTo && !PersonalParts.isImpersonal(event)) {
      throw new NotRecorded(
          event.code().code() + ": not recorded: names cannot be sealed before key-service was met",
          null);
    }
    return new SealedEvent(PersonalParts.withheld(event), List.of());
  }

  /** What a name can stand as in events: itself, and its pseudonym of each subject. */
  public synchronized Set<String> aliases(String name) {
    Set<String> all = new TreeSet<>();
    all.add(name);
    if (!Pseudonym.is(name)) {
      subjects.values().forEach(keys -> all.add(keys.pseudonym(name)));
    }
    return Set.copyOf(all);
  }

  /** What stands for a person's name in events, or for any other name that is the owner's. */
  public synchronized String pseudonym(String name) {
    SealingKeys own = subjects.get(name);
    SealingKeys keys = own == null ? subjects.get(Users.OWNER) : own;
    return keys == null || PersonalParts.isNobody(name) ? name : keys.pseudonym(name);
  }

  /** The person for whom that stands in events; itself where that is none by now. */
  public synchronized String person(String written) {
    return subjects.entrySet().stream()
        .filter(each -> each.getValue().pseudonym(each.getKey()).equals(written))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(written);
  }

  /** The user of that subject; null when there is none by now. */
  public synchronized @Nullable String user(String subject) {
    return subjects.entrySet().stream()
        .filter(each -> each.getValue().subject().equals(subject))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** Zeroes the keys; from here on names are refused and withheld as before the first. */
  @Override
  public synchronized void close() {
    closed = true;
    state = null;
    subjects.values().forEach(SealingKeys::close);
    subjects = Map.of();
  }
}
