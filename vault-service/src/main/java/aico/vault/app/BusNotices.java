package aico.vault.app;

import aico.vault.Notices;
import jakarta.inject.Singleton;

/** Warnings go to the log, changes to whom they are connected with. */
@Singleton
public class BusNotices implements Notices {
  private static final System.Logger LOG = System.getLogger("aico.vault");

  private volatile Runnable onChange = () -> {};

  /** From now on changes are told; before the channels are open nobody could hear them. */
  void connect(Runnable newOnChange) {
    onChange = newOnChange;
  }

  @Override
  public void warn(String sentence) {
    LOG.log(System.Logger.Level.WARNING, "{0}", sentence);
  }

  @Override
  public void changed() {
    onChange.run();
  }
}
