package aico.vault;

import java.util.Set;

/** Which hooks there were when somebody last said, so that what changes meanwhile is noticed. */
public interface HookMemory {

  Set<KnownHooks.Hook> load();

  /** Returns once durable; replaces what was kept. */
  void save(Set<KnownHooks.Hook> hooks);
}
