package aico.bus.connector;

import aico.bus.contract.AuthReply;

/** Where the guard gets what it judges tokens by. */
public interface AuthStates {

  /**
   * A state not over a second old.
   *
   * @throws aico.bus.contract.RequestFailed when it cannot be had
   */
  AuthReply.State fresh();

  /** The state of now: for a key id that {@link #fresh} does not know. */
  AuthReply.State read();
}
