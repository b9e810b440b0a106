package aico.key;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Users;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every user's key file, and the keys of those who are unlocked.
 *
 * <p>{@link Unlocking} puts keys in, {@link VaultKeys} uses them, {@link #lock} forgets them,
 * {@link SlotChanges} changes what opens them. Derivations run outside this object's monitor, so
 * that a lock never waits for an unlock; a lock that arrives while an unlock is under way wins.
 * What this changes is durable in the trail first; only a lock takes effect first.
 */
public final class Keyring implements AutoCloseable {
  /** People; the household does not count. */
  static final int USERS_LIMIT = Users.LIMIT;

  private final KeyFiles files;
  private final Journal journal;
  private final KeyEvents events;
  private final Held held;

  // INVARIANT: what stands here is what stands on disk.
  private final Map<String, KeyFile> users = new TreeMap<>();
  private final Map<String, UnlockedUser> unlocked = new LinkedHashMap<>();
  private final Set<String> unattended = new HashSet<>();
  private long locks;

  /** Read without the monitor, which may be held while the disk works. */
  private volatile List<UserState> snapshot = List.of();

  private volatile List<KeyFile> named = List.of();

  /**
   * Reads every key file; everybody is locked.
   *
   * @throws StateFileException when one is damaged or of a newer version
   */
  public Keyring(KeyFiles files, Journal journal, KeyEvents events, Held held) {
    this.files = files;
    this.journal = journal;
    this.events = events;
    this.held = held;
    files.readAll().forEach(file -> users.put(file.user(), file));
    snapshot = states();
    named = files();
  }

  /**
   * One user's state, or that of the household once there is one.
   *
   * @param unlockId null while locked
   * @param recoverySlotId null without a recovery slot
   * @param unattended whether the keys were opened with nobody there, and no person unlocked since
   */
  public record UserState(
      String user,
      @Nullable String unlockId,
      @Nullable String recoverySlotId,
      boolean unattended) {}

  /** Every user; never waits. */
  public List<UserState> users() {
    return snapshot;
  }

  private List<UserState> states() {
    List<UserState> states = new ArrayList<>();
    users.forEach((user, file) -> {
      UnlockedUser open = unlocked.get(user);
      states.add(
          new UserState(
              user,
              open == null ? null : open.unlockId(),
              file.recoverySlot().map(KeyFile.Slot::id).orElse(null),
              Users.isPerson(user) ? unattended.contains(user) : nobodyIsThere()));
    });
    return List.copyOf(states);
  }

  /** Whether there are users whose keys are open, each of them unattended. */
  private boolean nobodyIsThere() {
    List<String> open = unlocked.keySet().stream().filter(Users::isPerson).toList();
    return !open.isEmpty() && unattended.containsAll(open);
  }

  /**
   * Forgets one user's keys, or everybody's; the household's go with those of the last user. What
   * is locked already stays so; never refused.
   */
  public synchronized void lock(Asker asker, @Nullable String user) {
    locks++;
    List<String> leaving = new ArrayList<>(unlocked.keySet());
    leaving.removeIf(open -> user != null && !open.equals(user));
    if (unlocked.keySet().stream().filter(Users::isPerson).allMatch(leaving::contains)) {
      leaving = List.copyOf(unlocked.keySet());
    }
    for (String each : leaving) {
      UnlockedUser open = unlocked.remove(each);
      unattended.remove(each);
      if (open != null) {
        open.close();
        snapshot = states();
        events.locked(each, open.unlockId());
        recordLocked(asker, each, open.unlockId());
      }
    }
  }

  /**
   * The same for a person: until a person unlocks them again the users stay locked, also those who
   * were, whatever happens to this process and this machine.
   *
   * @throws KeyException when that cannot be kept; then all are locked, until the next start
   */
  public synchronized void lockForPerson(Asker asker, @Nullable String user) {
    lock(asker, user);
    try {
      held.add(
          users.keySet().stream()
              .filter(Users::isPerson)
              .filter(each -> user == null || each.equals(user))
              .toList());
    } catch (KeyException notKept) {
      throw new KeyException(
          "locked, but perhaps not beyond the next start: " + notKept.getMessage(), notKept);
    }
  }

  /** Whether a person locked that user's keys, and nobody unlocked them since. */
  boolean isHeld(String user) {
    return held.contains(user);
  }

  private void recordLocked(Asker asker, String user, String unlockId) {
    try {
      journal.recordReserved(about(EventCode.KEY_LOCKED, asker, user).with("unlock_id", unlockId));
    } catch (NotRecorded afterAll) {
      // The one thing that is done all the same: it only takes power away.
    }
  }

  /** A user's slots, the password first; empty when there is no such user. */
  public synchronized List<KeyFile.Slot> slots(String user) {
    KeyFile file = users.get(user);
    return file == null ? List.of() : file.slots();
  }

  synchronized Optional<KeyFile> file(String user) {
    return Optional.ofNullable(users.get(user));
  }

  /** Every file, the household's too. */
  synchronized List<KeyFile> files() {
    return List.copyOf(users.values());
  }

  /** The same, and one that is being added, whom the event of that names; never waits. */
  List<KeyFile> named() {
    return named;
  }

  private boolean isFull() {
    return users.keySet().stream().filter(Users::isPerson).count() >= USERS_LIMIT;
  }

  /** A user's file and the keys that open it, as they belong together. */
  record Opened(KeyFile file, UnlockedUser keys) {}

  /** Nothing while that user is locked. */
  synchronized Optional<Opened> opened(String user) {
    KeyFile file = users.get(user);
    UnlockedUser keys = unlocked.get(user);
    return file == null || keys == null ? Optional.empty() : Optional.of(new Opened(file, keys));
  }

  synchronized Optional<UnlockedUser> unlocked(String user) {
    return Optional.ofNullable(unlocked.get(user));
  }

  /** How often something was locked; {@link #open} compares. */
  synchronized long locks() {
    return locks;
  }

  /** Adds the first key file; false when there is a user by now. */
  synchronized boolean addFirst(KeyFile file, AuditEvent event) {
    return users.isEmpty() && add(file, event);
  }

  /** Adds a key file; false when there is one of that name, or there are too many. */
  synchronized boolean add(KeyFile file, AuditEvent event) {
    boolean tooMany = Users.isPerson(file.user()) && isFull();
    if (tooMany || users.containsKey(file.user())) {
      return false;
    }
    write(file, event);
    return true;
  }

  /**
   * Destroys a key file, and with it whom the trail names; false when it is not the expected one
   * any more, or is unlocked.
   *
   * @throws KeyException when what tells of it beside the file cannot be written; then it is
   *     destroyed all the same
   */
  synchronized boolean remove(KeyFile expected, AuditEvent event) {
    String user = expected.user();
    if (!expected.equals(users.get(user)) || unlocked.containsKey(user)) {
      return false;
    }
    Subject subject = expected.subject();
    if (subject != null) {
      journal.record(
          AuditEvent.of(EventCode.KEY_RETIRED)
              .by(event.actor(), event.user())
              .correlated(event.correlation())
              .on(Subjects.resource(subject)));
    }
    journal.record(event);
    files.remove(user);
    users.remove(user);
    snapshot = states();
    named = files();
    // Whom nobody can unlock any more is not locked either, and is not to be named.
    held.remove(user);
    return true;
  }

  /** Replaces a key file; false when it is not the expected one any more. */
  synchronized boolean replace(KeyFile expected, KeyFile next, AuditEvent event) {
    if (!expected.equals(users.get(expected.user()))) {
      return false;
    }
    write(next, event);
    return true;
  }

  /**
   * Replaces a key file by one of another master key. Who is unlocked stays so, under the same id,
   * with the new keys; false when the file is not the expected one any more.
   *
   * @param fresh gives the keys of the new file for an unlock of that id
   */
  synchronized boolean replaceMaster(
      KeyFile expected, KeyFile next, AuditEvent event, Function<String, UnlockedUser> fresh) {
    UnlockedUser before = unlocked.get(next.user());
    UnlockedUser after = before == null ? null : fresh.apply(before.unlockId());
    boolean replaced = false;
    try {
      replaced = replace(expected, next, event);
    } finally {
      if (!replaced && after != null) {
        after.close();
      }
    }
    if (replaced && before != null && after != null) {
      unlocked.put(next.user(), after);
      before.close();
    }
    return replaced;
  }

  /** Replaces a key file by one that opens in fewer ways; recorded from the reserve, if at all. */
  synchronized boolean replaceReserved(KeyFile expected, KeyFile next, AuditEvent event) {
    if (!expected.equals(users.get(expected.user()))) {
      return false;
    }
    try {
      journal.recordReserved(numbered(next, event));
    } catch (NotRecorded afterAll) {
      // As with a lock: it only takes power away.
    }
    keep(next);
    named = files();
    return true;
  }

  private void write(KeyFile file, AuditEvent event) {
    if (!users.containsKey(file.user())) {
      named = Stream.concat(users.values().stream(), Stream.of(file)).toList();
    }
    try {
      journal.record(numbered(file, event));
      keep(file);
    } finally {
      named = files();
    }
  }

  private static AuditEvent numbered(KeyFile file, AuditEvent event) {
    return event.with("generation", Long.toString(file.generation()));
  }

  private void keep(KeyFile file) {
    files.write(file);
    users.put(file.user(), file);
    snapshot = states();
  }

  /**
   * Lets a user's keys in. Who is unlocked already keeps the keys and the id there are.
   *
   * @param slot the kind of slot that was opened
   * @param fresh taken over
   * @param locksBefore {@link #locks} when the attempt began
   * @return the unlock's id, or nothing when somebody locked since
   * @throws NotRecorded when it cannot be recorded; then it stays as it was
   * @throws KeyException when it cannot be kept that a person's lock is over; then it is not
   */
  synchronized Optional<String> open(
      Asker asker, String user, String slot, UnlockedUser fresh, long locksBefore) {
    UnlockedUser current = unlocked.getOrDefault(user, fresh);
    boolean taken = false;
    try {
      if (locks != locksBefore) {
        return Optional.empty();
      }
      journal.record(
          about(EventCode.KEY_UNLOCKED, asker, user)
              .with("unlock_id", current.unlockId())
              .with("slot", slot));
      if (!slot.equals(KeyFile.UNATTENDED)) {
        held.remove(user);
      }
      taken = current == fresh;
    } finally {
      if (!taken) {
        fresh.close();
      }
    }
    boolean attended = !slot.equals(KeyFile.UNATTENDED) && unattended.remove(user);
    if (taken) {
      unlocked.put(user, fresh);
      if (slot.equals(KeyFile.UNATTENDED)) {
        unattended.add(user);
      }
    }
    if (taken || attended) {
      snapshot = states();
      events.unlocked(user, current.unlockId());
    }
    return Optional.of(current.unlockId());
  }

  /**
   * Lets the household's keys in while the member who opens it stays unlocked. What is open already
   * stays.
   *
   * @param fresh taken over
   * @throws NotRecorded when it cannot be recorded; then it stays as it was
   */
  synchronized void openHousehold(Asker asker, String member, UnlockedUser by, UnlockedUser fresh) {
    boolean taken = false;
    try {
      if (unlocked.get(member) == by && !unlocked.containsKey(Users.HOUSEHOLD)) {
        journal.record(
            about(EventCode.KEY_UNLOCKED, asker, Users.HOUSEHOLD)
                .with("unlock_id", fresh.unlockId())
                .with("slot", "member"));
        taken = true;
      }
    } finally {
      if (!taken) {
        fresh.close();
      }
    }
    if (taken) {
      unlocked.put(Users.HOUSEHOLD, fresh);
      snapshot = states();
      events.unlocked(Users.HOUSEHOLD, fresh.unlockId());
    }
  }

  /** Replaces the household's file and its open keys together; false when either is another. */
  synchronized boolean exchangeHousehold(
      KeyFile expected, KeyFile next, UnlockedUser open, UnlockedUser fresh, AuditEvent event) {
    if (unlocked.get(Users.HOUSEHOLD) != open || !replace(expected, next, event)) {
      return false;
    }
    unlocked.put(Users.HOUSEHOLD, fresh);
    open.close();
    return true;
  }

  /** Records a hand-out, unless the user was locked meanwhile. */
  synchronized boolean recordHandOut(UnlockedUser open, String user, AuditEvent event) {
    if (unlocked.get(user) != open) {
      return false;
    }
    journal.record(event);
    return true;
  }

  static AuditEvent about(EventCode code, Asker asker, @Nullable String user) {
    return AuditEvent.of(code).by(asker.principal(), user).correlated(asker.correlation());
  }

  /** Forgets everything without a word, when the process ends. */
  @Override
  public synchronized void close() {
    locks++;
    unlocked.values().forEach(UnlockedUser::close);
    unlocked.clear();
    unattended.clear();
    snapshot = states();
  }
}
