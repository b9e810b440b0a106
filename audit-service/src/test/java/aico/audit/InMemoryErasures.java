package aico.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Notices without a disk. */
final class InMemoryErasures implements Erasures.Store {
  private List<Erasures.Notice> kept = List.of();
  volatile boolean broken;

  @Override
  public List<Erasures.Notice> read() {
    return kept;
  }

  @Override
  public void write(List<Erasures.Notice> notices) {
    if (broken) {
      throw new UncheckedIOException(new IOException("no space"));
    }
    kept = notices;
  }
}
