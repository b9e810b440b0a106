package aico.bus.zmq;

import aico.bus.contract.Caller;
import aico.bus.contract.Request;
import aico.bus.contract.RequestType;
import org.jspecify.annotations.Nullable;

/**
 * A request that the contract allows its caller.
 *
 * @param caller from the authenticated CURVE key
 * @param token the token frame, not yet verified; null when empty
 * @param sealed the sealed frame; null when empty
 * @param correlation 32 hex digits
 * @param deadlineNanos the {@link System#nanoTime} by which an answer is of use
 */
@SuppressWarnings("ArrayRecordComponent")
public record IncomingRequest(
    Request<?> request,
    RequestType type,
    Caller caller,
    @Nullable String token,
    byte @Nullable [] sealed,
    String correlation,
    long deadlineNanos) {

  @Override
  public String toString() {
    return type.wireName() + " from " + caller.principal() + ", correlation " + correlation;
  }
}
