package aico.auth;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A session file whose generation is told whenever a session began or ended, so that an older copy,
 * in which ended ones live, is noticed. A mere use is saved and not told.
 */
public final class ToldSessionFile implements SessionFile {
  private final SessionFile file;
  private final LongConsumer written;
  private volatile long generation;
  private @Nullable List<String> told;

  public ToldSessionFile(SessionFile file, LongConsumer written) {
    this.file = file;
    this.written = written;
  }

  /** The generation of what was loaded. */
  public long generation() {
    return generation;
  }

  @Override
  public SessionState load() {
    SessionState state = file.load();
    generation = state.generation();
    told = content(state);
    return state;
  }

  @Override
  public void save(SessionState state) {
    file.save(state);
    List<String> now = content(state);
    if (!now.equals(told)) {
      told = now;
      written.accept(state.generation());
    }
  }

  private static List<String> content(SessionState state) {
    return Stream.concat(
            state.sessions().stream().map(kept -> "open " + kept.session().id()),
            state.revoked().stream().map(ended -> "ended " + ended.id()))
        .sorted()
        .toList();
  }
}
