package aico.cli.app;

import aico.cli.Check;
import aico.cli.CommandFailed;
import aico.cli.Suite.KeyStorageState;
import java.util.List;
import java.util.Optional;

/** What {@code doctor} says of the place where the installation key rests. */
final class KeyStorageCheck {
  private static final String ID = "key_storage";

  private KeyStorageCheck() {}

  static Check of(KeyStorages storages) {
    List<KeyStorageState> all;
    try {
      all = storages.list();
    } catch (CommandFailed notSetUp) {
      return Check.weak(ID, "not known: " + notSetUp.getMessage(), "run aico up");
    }
    Optional<KeyStorageState> used = KeyStorages.used(all);
    if (used.isEmpty()) {
      return Check.weak(ID, "not chosen yet", "run aico up");
    }
    return of(used.get(), all);
  }

  static Check of(KeyStorageState used, List<KeyStorageState> all) {
    if (!used.available()) {
      return Check.failed(
          ID,
          "%s cannot be used: %s; the suite does not start without it"
              .formatted(used.name(), used.why_not()),
          "bring it back, or: aico keystore move, with the password or the kit");
    }
    String facts = "the installation key is kept by " + used.name() + "; this " + facts(used);
    if (used.survives_stolen_disk() && used.keeps_out_other_users()) {
      return Check.ok(ID, facts);
    }
    KeyStorageState better = KeyStorages.better(all, used);
    return Check.weak(
        ID,
        facts + ". Your vaults are guarded by your password all the same",
        better == null
            ? "encrypt the disk; what else there is, and why not here: aico keystore list"
            : "aico keystore move " + better.name());
  }

  private static String facts(KeyStorageState store) {
    return ("survives a stolen disk: %s; survives a stolen machine that is off: %s; keeps out other"
            + " users: %s; works with nobody logged in: %s")
        .formatted(
            yes(store.survives_stolen_disk()),
            yes(store.survives_stolen_machine_off()),
            yes(store.keeps_out_other_users()),
            yes(store.works_logged_out()));
  }

  private static String yes(boolean fact) {
    return fact ? "yes" : "no";
  }
}
