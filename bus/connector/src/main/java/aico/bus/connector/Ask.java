package aico.bus.connector;

import aico.bus.contract.Caller;
import aico.bus.contract.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request that was admitted: the contract lets this caller send it and, where its type asks for
 * it, its token was verified and policy-service allowed it.
 *
 * @param caller who sent it, from the authenticated key
 * @param person whom it acts for; null unless its admission is by token
 * @param sealed the sealed frame as it came, or null
 * @param correlation the request's correlation, 32 hex digits
 */
@SuppressWarnings("ArrayRecordComponent") // a frame handed on once, compared by nobody
public record Ask(
    Request<?> request,
    Caller caller,
    @Nullable Person person,
    byte @Nullable [] sealed,
    String correlation) {

  /** The person of a request that is admitted by token. */
  public Person requiredPerson() {
    if (person == null) {
      throw new IllegalStateException("request acts for nobody: its admission is not by token");
    }
    return person;
  }
}
