package aico.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom integrators that were told names are to forget, until each says that it has. An integrator
 * hears of it as often as it opens a stream; only its word ends that, or its removal.
 */
public final class Erasures {
  /** Beyond it there is an integrator that never confirms, and that ought to be removed. */
  static final int NOTICES_MAX = 1_024;

  private static final int TOLD_MAX = 64;

  private final Store store;
  private final List<Notice> notices;

  /** Who was told of those forgotten last, to answer whoever asked for it. */
  private final Map<String, List<String>> told = new LinkedHashMap<>();

  /**
   * That a principal is to forget a subject.
   *
   * @param upTo the sequence of the last event with names that it may have been told
   */
  public record Notice(String principal, String subject, long upTo) {}

  /** Keeps the notices. */
  public interface Store {
    List<Notice> read();

    /** Returns when they are on disk. */
    void write(List<Notice> notices);
  }

  public Erasures(Store store) {
    this.store = store;
    notices = new ArrayList<>(store.read());
  }

  /**
   * Each of the principals is to forget that subject.
   *
   * @throws AuditException when too many were never confirmed; then nobody is told
   */
  public synchronized void erase(String subject, long upTo, Collection<String> principals) {
    List<Notice> more = new ArrayList<>(notices);
    for (String principal : principals) {
      more.removeIf(known -> isOf(known, principal, subject));
      more.add(new Notice(principal, subject, upTo));
    }
    if (more.size() > NOTICES_MAX) {
      throw new AuditException(
          "erasures: %d are not confirmed (expected: <= %d); remove integrators that never do"
              .formatted(more.size(), NOTICES_MAX));
    }
    keep(more);
    told.put(subject, List.copyOf(principals));
    if (told.size() > TOLD_MAX) {
      told.remove(told.keySet().iterator().next());
    }
  }

  /** Who was told to forget that subject; of one before this start, who has not confirmed it. */
  public synchronized List<String> told(String subject) {
    List<String> known = told.get(subject);
    return known != null
        ? known
        : notices.stream()
            .filter(each -> each.subject().equals(subject))
            .map(Notice::principal)
            .toList();
  }

  /** What a principal has not confirmed. */
  public synchronized List<Notice> of(String principal) {
    return notices.stream().filter(known -> known.principal().equals(principal)).toList();
  }

  public synchronized boolean isConfirmed(String principal, String subject) {
    return notices.stream().noneMatch(known -> isOf(known, principal, subject));
  }

  /** A principal says that it has forgotten a subject. */
  public synchronized void confirmed(String principal, String subject) {
    keep(notices.stream().filter(known -> !isOf(known, principal, subject)).toList());
  }

  /** A principal is no integrator any more: nobody is left to say it. */
  public synchronized void removed(String principal) {
    keep(notices.stream().filter(known -> !known.principal().equals(principal)).toList());
  }

  private void keep(List<Notice> next) {
    if (!next.equals(notices)) {
      List<Notice> kept = List.copyOf(next);
      store.write(kept);
      notices.clear();
      notices.addAll(kept);
    }
  }

  private static boolean isOf(Notice notice, String principal, String subject) {
    return notice.principal().equals(principal) && notice.subject().equals(subject);
  }
}
