package aico.auth.bus;

import aico.auth.KeyWatch;
import aico.auth.Office;
import aico.bus.connector.BusSignal;
import aico.bus.zmq.BusEvent;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Ends sessions with the unlock that they came from. A lock that is heard ends them at once;
 * whatever else is heard of key-service, a new incarnation included, makes it ask for the state,
 * and that is what counts.
 */
public final class KeyFollower {
  private static final String LOCKED = "key.locked";
  private static final String UNLOCK_ID = "unlock_id";

  private final Supplier<Optional<Office>> office;
  private final KeyWatch keys;

  /**
   * Follows for an office that may still be opening: it asks for the state itself when it opens.
   */
  public KeyFollower(Supplier<Optional<Office>> office, KeyWatch keys) {
    this.office = office;
    this.keys = keys;
  }

  /**
   * Takes what came on {@code key.events}.
   *
   * @throws RuntimeException when key-service does not answer; then the signal comes again
   */
  public void heard(BusSignal signal) {
    office
        .get()
        .ifPresent(open -> {
          switch (signal) {
            case BusSignal.Happened happened -> {
              endAtOnce(open, happened.event());
              open.sessions().reconcile(keys.now());
            }
            case BusSignal.Gap gap -> open.sessions().reconcile(keys.now());
            // No token is issued while key-service does not answer, and it comes back locked.
            case BusSignal.Silence silence -> {}
          }
        });
  }

  private static void endAtOnce(Office open, BusEvent event) {
    if (event.type().equals(LOCKED)) {
      String unlockId = event.body().path(UNLOCK_ID).asText("");
      open.sessions().locked(session -> session.unlockId().equals(unlockId));
    }
  }
}
