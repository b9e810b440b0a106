package aico.auth.bus;

import aico.auth.KeyView;
import aico.auth.KeyWatch;
import aico.bus.connector.BusClient;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Asks key-service for its state; the answer stands in its memory. */
public final class BusKeyWatch implements KeyWatch {
  /** Below the deadline of those who wait for a session or a token. */
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final BusClient bus;

  public BusKeyWatch(BusClient bus) {
    this.bus = bus;
  }

  @Override
  public KeyView now() {
    KeyReply.State state = bus.ask(new KeyRequest.State(), DEADLINE);
    Map<String, String> unlockIds = new HashMap<>();
    for (KeyReply.UserState user : state.users()) {
      String unlockId = user.unlock_id();
      if (unlockId != null) {
        unlockIds.put(user.user(), unlockId);
      }
    }
    return new KeyView(state.attestation_key(), unlockIds);
  }
}
