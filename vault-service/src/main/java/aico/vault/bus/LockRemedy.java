package aico.vault.bus;

import aico.bus.connector.AlertNotice;
import aico.bus.connector.Remedy;
import aico.bus.contract.StandingResponse;
import aico.vault.Asker;
import aico.vault.Vaults;

/** Locks as {@code aico lock --user} of whoever chose it would: it lasts until they unlock. */
public final class LockRemedy implements Remedy {
  private static final String WHY = "alert";

  private final Vaults vaults;

  public LockRemedy(Vaults vaults) {
    this.vaults = vaults;
  }

  @Override
  public Prepared prepare(StandingResponse chosen, AlertNotice alert) {
    return new Prepared(
        null,
        () -> {
          var unused = vaults.lockAllOf(chosen.user(), Asker.self(WHY));
        });
  }
}
