package aico.vault.bus;

import aico.bus.connector.Person;
import aico.bus.connector.ResourceHolders;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.contract.VaultRequest;
import aico.vault.VaultName;
import aico.vault.Vaults;
import java.util.List;
import java.util.Optional;

/** Whose vaults are; one that is to be made belongs to whoever asks, or to the household. */
public final class VaultHolders implements ResourceHolders {
  private final Vaults vaults;

  public VaultHolders(Vaults vaults) {
    this.vaults = vaults;
  }

  @Override
  public Holders of(Request<?> request, Person person) {
    if (request instanceof VaultRequest.Create create) {
      return new Holders(create.household() ? Users.HOUSEHOLD : person.user(), List.of());
    }
    String name = Resource.of(request).name();
    if (name == null) {
      return new Holders(null, List.of());
    }
    Optional<Holders> known =
        vaults
            .entry(new VaultName(name))
            .map(entry -> new Holders(entry.user(), entry.sharedWith()));
    if (known.isEmpty() && request instanceof VaultRequest.Adopt) {
      return new Holders(person.user(), List.of());
    }
    return known.orElseThrow(() ->
        new RequestFailed(
            ErrorCode.USAGE, "vault %s: there is none".formatted(name), "name", null, 0));
  }
}
