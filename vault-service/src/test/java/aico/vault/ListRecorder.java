package aico.vault;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what was recorded as lines such as {@code mounted diary}. */
public final class ListRecorder implements Recorder {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private volatile boolean full;
  private volatile boolean reserveFull;

  public void full(boolean nowFull, boolean reserveToo) {
    full = nowFull;
    reserveFull = reserveToo;
  }

  public List<String> lines() {
    return lines;
  }

  @Override
  public void record(Deed deed, VaultEntry vault, Asker asker, boolean success) {
    append(full, deed, vault.name(), success);
  }

  @Override
  public void recordFindings(Deed deed, VaultEntry vault, Asker asker, long findings) {
    append(full, deed, vault.name(), findings == 0);
  }

  @Override
  public void recordChoice(VaultEntry vault, Asker asker, VaultSettings chosen) {
    append(full, Deed.CONFIGURED, vault.name(), true);
  }

  @Override
  public void recordHook(Hooks.Point point, HookRun run, Asker asker, @Nullable String user) {
    append(reserveFull, Deed.HOOK_RAN, point.vault(), run.exitCode() == 0);
  }

  @Override
  public void recordHookChange(
      Hooks.Point point,
      String hook,
      KnownHooks.Change change,
      Asker asker,
      @Nullable String user) {
    if (full) {
      throw new NotRecordedException("outbox: full", new IllegalStateException());
    }
    lines.add(
        "hook %s %s %s %s of %s"
            .formatted(change, point.vault(), point.moment().wireName(), hook, user));
  }

  @Override
  public void recordMember(Deed deed, VaultEntry vault, Asker asker, String member) {
    append(full, deed, vault.name(), true);
  }

  @Override
  public void recordReserved(Deed deed, VaultEntry vault, Asker asker, boolean success) {
    append(reserveFull, deed, vault.name(), success);
  }

  private void append(boolean isFull, Deed deed, VaultName vault, boolean success) {
    if (isFull) {
      throw new NotRecordedException("outbox: full", new IllegalStateException());
    }
    String line = deed.name().toLowerCase(Locale.ROOT) + " " + vault;
    lines.add(success ? line : line + " failed");
  }
}
