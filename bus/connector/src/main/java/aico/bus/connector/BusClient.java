package aico.bus.connector;

import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks other processes. Which topic a request travels on follows from its type, which peers there
 * are from the bundle. Every call blocks: make it from a virtual thread.
 *
 * <p>Every method throws {@link RequestFailed}: as the other side answered it, or with the code
 * {@code unreachable} when no answer came within the deadline, or {@code denied} when the bundle
 * does not let this process send it.
 */
public interface BusClient {
  /** Answers from memory or one file come well within it, also while a machine is starting. */
  Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

  /**
   * The whole exchange.
   *
   * @param token the token frame, or null
   * @param sealed the sealed frame, or null
   * @param deadline how long to wait for the answer
   */
  <R extends Reply> Answered<R> exchange(
      Request<R> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline);

  /** Asks with neither token nor secret. */
  default <R extends Reply> R ask(Request<R> request) {
    return ask(request, DEFAULT_DEADLINE);
  }

  /** Asks with neither token nor secret. */
  default <R extends Reply> R ask(Request<R> request, Duration deadline) {
    return exchange(request, null, null, deadline).reply();
  }

  /** Asks for a person. */
  default <R extends Reply> R ask(Request<R> request, String token) {
    return exchange(request, token, null, DEFAULT_DEADLINE).reply();
  }

  /** Asks for something that comes in a sealed frame, which is null if the peer sent none. */
  default <R extends Reply> Answered<R> askForSealed(Request<R> request, Duration deadline) {
    return exchange(request, null, null, deadline);
  }
}
