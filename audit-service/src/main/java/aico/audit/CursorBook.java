package aico.audit;

import java.util.HashMap;
import java.util.Map;

/**
 * How far each subscriber has come; on disk at most a second later, since an acknowledgement
 * promises nothing to who sent it. Used by the hub's thread only.
 */
final class CursorBook {
  private final Cursors cursors;
  private final Map<String, Long> moved = new HashMap<>();

  CursorBook(Cursors cursors) {
    this.cursors = cursors;
  }

  /** The sequence that comes next for this principal. */
  long next(String principal) {
    Long unsaved = moved.get(principal);
    return unsaved != null ? unsaved : cursors.next(principal).orElse(0);
  }

  /** It has come so far, or was further already. */
  void moved(String principal, long next) {
    moved.merge(principal, next, Math::max);
  }

  void forget(String principal) {
    moved.remove(principal);
    cursors.remove(principal);
  }

  /** What fails is tried again the next time; meanwhile events may come twice. */
  void save() {
    for (Map.Entry<String, Long> entry : moved.entrySet()) {
      if (entry.getValue() > cursors.next(entry.getKey()).orElse(0)) {
        cursors.put(entry.getKey(), entry.getValue());
      }
    }
    moved.clear();
  }
}
