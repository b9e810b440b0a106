package aico.vault;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what the operator was told. */
public final class ListNotices implements Notices {
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  public List<String> warnings() {
    return warnings;
  }

  @Override
  public void warn(String sentence) {
    warnings.add(sentence);
  }

  @Override
  public void changed() {}
}
