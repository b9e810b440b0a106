package aico.audit;

import java.util.List;

/** Notices without a disk. */
final class InMemoryErasures implements Erasures.Store {
  private List<Erasures.Notice> kept = List.of();

  @Override
  public List<Erasures.Notice> read() {
    return kept;
  }

  @Override
  public void write(List<Erasures.Notice> notices) {
    kept = notices;
  }
}
