package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.key.KeyMoveFile.Move;
import java.util.Optional;

/**
 * Takes the installation key from one store into another, in steps of which each is durable before
 * the next:
 *
 * <ol>
 *   <li>the note {@link KeyMoveFile} says from where to where
 *   <li>the new store has the key, and has given it back unchanged
 *   <li>the record of the installation names the new store; from here on that is where it is
 *   <li>the old store is emptied
 *   <li>the note goes
 * </ol>
 *
 * <p>Cut off before the third step a move is rolled back, afterwards it goes on: {@link #settle},
 * at the next start. At no moment is the key in no store, and it is never looked for in two.
 */
public final class KeyStorageMove {
  private final InstallationRecord record;
  private final KeyStores stores;
  private final KeyMoveFile note;
  private final Journal journal;

  public KeyStorageMove(
      InstallationRecord record, KeyStores stores, KeyMoveFile note, Journal journal) {
    this.record = record;
    this.stores = stores;
    this.note = note;
    this.journal = journal;
  }

  /**
   * What became of a move.
   *
   * @param left why the old store still has a copy; nothing when it is empty
   */
  public record Moved(String from, String to, Optional<String> left) {}

  /**
   * Moves the key; done already when it is there.
   *
   * @param key the key as this process has it, open
   * @throws KeyException when the new store cannot be used or does not give back what it was given;
   *     then everything is as before
   * @throws NotRecorded when it cannot be recorded; then it stays as it was, or both stores have
   *     the key until the next start
   */
  public synchronized Moved move(Asker asker, InstallationKey key, String to) {
    requireNoRotation();
    settle(asker);
    KeyPlace place = record.now().place();
    KeyStore target = stores.named(to);
    if (place.storage().equals(target.name())) {
      return new Moved(place.storage(), place.storage(), Optional.empty());
    }
    requireUsable(target);
    Move move = new Move(place.keyId(), place.storage(), target.name());
    journal.record(event(asker, move, "begun"));
    try {
      carryOver(key, move, target);
    } catch (RuntimeException failed) {
      settle(asker);
      throw failed;
    }
    return new Moved(move.from(), move.to(), settle(asker));
  }

  /**
   * The first three steps, for when the old store is dead and nobody can record anything: the next
   * start does, and empties the old one if it can.
   */
  public synchronized void carryOver(InstallationKey key, String to) {
    requireNoRotation();
    KeyPlace place = record.now().place();
    KeyStore target = stores.named(to);
    if (!place.storage().equals(target.name())) {
      requireUsable(target);
      carryOver(key, new Move(place.keyId(), place.storage(), target.name()), target);
    }
  }

  private void carryOver(InstallationKey key, Move move, KeyStore target) {
    note.write(move);
    key.keepIn(target, move.keyId());
    if (!key.isIn(target, move.keyId())) {
      throw new KeyException(
          "key storage '%s': does not give back the key it was given".formatted(target.name()));
    }
    record.change(installation -> installation.in(target.name()));
  }

  private void requireNoRotation() {
    if (record.now().rotation() != null) {
      throw new KeyException(
          "the installation key is being rotated: first let that end (aico keystore rotate)");
    }
  }

  /** A store that cannot be used is refused with its reason. */
  static void requireUsable(KeyStore target) {
    Optional<String> fault = target.fault();
    if (fault.isPresent()) {
      throw new KeyException(
          "key storage '%s' cannot be used: %s".formatted(target.name(), fault.get()));
    }
  }

  /**
   * Ends a move that was cut off, one way or the other.
   *
   * @return why a copy stays behind where none should; nothing otherwise
   * @throws NotRecorded when it cannot be recorded; then it waits for the next time
   */
  public synchronized Optional<String> settle(Asker asker) {
    Optional<Move> cutOff = note.read();
    if (cutOff.isEmpty()) {
      return Optional.empty();
    }
    Move move = cutOff.get();
    String holder = record.now().keyStorage();
    boolean done = holder.equals(move.to());
    if (!done && !holder.equals(move.from())) {
      throw new StateFileException(
          "move.json", "to", "'%s' (expected: '%s')".formatted(move.to(), holder));
    }
    journal.record(event(asker, move, done ? "done" : "rolled_back"));
    Optional<String> left = emptied(done ? move.from() : move.to(), move.keyId());
    left.ifPresent(why -> journal.record(event(asker, move, "copy_left").with("left", why)));
    note.remove();
    return left;
  }

  private Optional<String> emptied(String storage, String keyId) {
    try {
      stores.named(storage).remove(keyId);
      return Optional.empty();
    } catch (KeyException stays) {
      return Optional.of(String.valueOf(stays.getMessage()));
    }
  }

  private static AuditEvent event(Asker asker, Move move, String step) {
    return about(EventCode.KEY_STORAGE_MOVED, asker, null)
        .on(new Resource("key", "installation/" + move.keyId()))
        .with("from", move.from())
        .with("to", move.to())
        .with("step", step);
  }
}
