package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Users;
import aico.cli.Check;
import aico.cli.Keys;
import aico.cli.bus.SlotChanges;
import aico.cli.bus.SuiteBus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to say of the ways to the keys. */
final class KeyChecks {
  private KeyChecks() {}

  static List<Check> examine(SuiteBus bus) {
    return of(
        bus.ask(new KeyRequest.State(), SuiteBus.QUICK),
        OwnerKeys.of(new SlotChanges(bus).rehearseStart(), Users.OWNER));
  }

  static List<Check> of(KeyReply.State state, Keys.Unattended unattended) {
    List<Check> checks = new ArrayList<>();
    state.users().stream()
        .filter(user -> Users.isPerson(user.user()))
        .map(KeyChecks::recoveryKit)
        .forEach(checks::add);
    unattended(checks, unattended);
    rotation(checks, state.rotation());
    return checks;
  }

  private static Check recoveryKit(KeyReply.UserState user) {
    boolean owner = user.user().equals(Users.OWNER);
    return user.recovery_tested() == null
        ? Check.weak(
            "recovery_kit",
            (owner ? "" : user.user() + "'s was ")
                + "never tested: a kit with a slip of the pen opens nothing",
            "aico recovery test" + (owner ? "" : " --user " + user.user()))
        : Check.ok(
            "recovery_kit",
            "opened "
                + (owner ? "your" : user.user() + "'s")
                + " keys on "
                + user.recovery_tested());
  }

  /** Only where it is on: that it is off is nothing to mend. */
  private static void unattended(List<Check> checks, Keys.Unattended now) {
    if (now.on()) {
      checks.add(
          now.survives_stolen_disk() && now.keeps_out_other_users()
              ? Check.ok("unattended", "the keys open at a start with nobody there; " + now.lets())
              : Check.weak(
                  "unattended",
                  "the keys open at a start with nobody there; " + now.lets(),
                  "aico unattended off, or a stronger key storage"));
    }
  }

  /** Only while one goes on: it ends by itself once the services it waits for have run. */
  private static void rotation(
      List<Check> checks, KeyReply.@Nullable InstallationRotation rotation) {
    if (rotation != null) {
      checks.add(
          Check.weak(
              "installation_key",
              "%s takes the place of %s, which still opens what %s keep"
                  .formatted(rotation.to(), rotation.from(), String.join(", ", rotation.waiting())),
              "it ends by itself when they run: aico status says which do not"));
    }
  }
}
