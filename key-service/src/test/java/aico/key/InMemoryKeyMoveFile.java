package aico.key;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The note of a move without a disk. */
public final class InMemoryKeyMoveFile implements KeyMoveFile {
  private @Nullable Move kept;

  @Override
  public Optional<Move> read() {
    return Optional.ofNullable(kept);
  }

  @Override
  public void write(Move move) {
    kept = move;
  }

  @Override
  public void remove() {
    kept = null;
  }
}
