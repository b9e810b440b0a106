package aico.auth;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The sessions: opened by {@link Login}, used by {@link Tokens}, ended here.
 *
 * <p>Ending a session is never blocked: when it cannot be recorded or saved, that is reported, and
 * the session ends all the same.
 */
public final class Sessions {
  /** How often a mere use is saved; so much more idle time may be counted after a crash. */
  static final long TOUCH_SAVED_EVERY_S = 60;

  private final SessionBook book;
  private final SessionFile file;
  private final AuthTrail trail;
  private final Consumer<Revocations> pushed;
  private final Incidents incidents;
  private final Time time;
  private final ReentrantLock saving = new ReentrantLock();
  private volatile boolean unsaved;
  private volatile long savedAtS;

  /**
   * The sessions of the last life of the process, where they may live on: {@link #reconcile} says
   * which.
   *
   * @param pushed hears of every revocation at once
   */
  public Sessions(
      SessionFile file,
      AuthTrail trail,
      Consumer<Revocations> pushed,
      Incidents incidents,
      Time time) {
    this.book = new SessionBook(file.load(), time);
    this.file = file;
    this.trail = trail;
    this.pushed = pushed;
    this.incidents = incidents;
    this.time = time;
    this.savedAtS = time.monotonicS();
    if (book.clockSteppedBack()) {
      end(book.matching(session -> true), EndReason.CLOCK_STEPPED_BACK, "");
    }
  }

  SessionBook book() {
    return book;
  }

  /** A session that lives and belongs to the principal. */
  Optional<Session> find(String id, String principal) {
    return book.find(id).filter(session -> session.principal().equals(principal));
  }

  /** What those who judge tokens have to know. */
  public Revocations revocations() {
    return book.revocations();
  }

  /**
   * Ends a session of the principal; one that does not live is already ended.
   *
   * @throws AuthException when it ended, but may come back with the next start of auth-service,
   *     since that could not be saved
   */
  public void logout(String id, String principal, String correlation) {
    List<Session> own = book.matching(s -> s.id().equals(id) && s.principal().equals(principal));
    end(own, EndReason.LOGGED_OUT, correlation);
    requireSaved();
  }

  private void requireSaved() {
    if (unsaved) {
      throw new AuthException("session: ended, but its end could not be saved");
    }
  }

  /** Ends the sessions of unlocks that are over. */
  public void reconcile(KeyView keys) {
    end(
        book.matching(session -> !keys.current(session.user(), session.unlockId())),
        EndReason.LOCKED,
        "");
  }

  /** Ends the sessions of a user who locked, or of everybody where key-service itself is new. */
  public void locked(Predicate<Session> which) {
    end(book.matching(which), EndReason.LOCKED, "");
  }

  /** The sessions that live of these ids or, where no id is given, of these users. */
  public List<Session> concerned(Set<String> ids, Set<String> users) {
    return book.matching(ids.isEmpty() ? s -> users.contains(s.user()) : s -> ids.contains(s.id()));
  }

  /**
   * Ends sessions that an alert is about.
   *
   * @throws AuthException as {@link #logout}
   */
  public void revoke(List<Session> sessions) {
    end(sessions, EndReason.ALERT, "");
    requireSaved();
  }

  /** Ends what was idle too long, and saves what could not be saved. */
  public void sweep() {
    end(book.idle(), EndReason.IDLE, "");
    if (unsaved) {
      trySave();
    }
  }

  /** Opens a session that was recorded; on an error it is not open. */
  void open(Session session, String correlation) {
    end(book.superseded(session.principal(), session.user()), EndReason.SUPERSEDED, correlation);
    book.open(session);
    try {
      save();
    } catch (RuntimeException e) {
      book.end(List.of(session));
      throw e;
    }
  }

  /** Marks a session as used; false when it ended in the meantime. */
  boolean used(Session session) {
    boolean lives = book.touch(session.id());
    if (lives && time.monotonicS() - savedAtS >= TOUCH_SAVED_EVERY_S) {
      trySave();
    }
    return lives;
  }

  void end(List<Session> sessions, EndReason reason, String correlation) {
    for (Session session : sessions) {
      try {
        trail.logout(session, reason, correlation);
      } catch (RuntimeException e) {
        incidents.report("session " + session.id() + " ends unrecorded", e);
      }
    }
    if (book.end(sessions)) {
      try {
        pushed.accept(book.revocations());
      } catch (RuntimeException e) {
        incidents.report("revocation not pushed: services read it within a second", e);
      }
      trySave();
    }
  }

  private void trySave() {
    try {
      save();
    } catch (RuntimeException e) {
      incidents.report("sessions not saved", e);
    }
  }

  private void save() {
    saving.lock();
    try {
      unsaved = true;
      file.save(book.next());
      unsaved = false;
      savedAtS = time.monotonicS();
    } finally {
      saving.unlock();
    }
  }
}
