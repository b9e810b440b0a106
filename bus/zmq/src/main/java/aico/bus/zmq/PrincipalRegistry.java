package aico.bus.zmq;

import aico.bus.contract.Role;

/**
 * Principals of one own topic that come and go while the process runs, beside those of the bundle.
 * They are kept in memory alone: their owner adds them again at each start.
 */
public interface PrincipalRegistry {

  /**
   * Lets a principal connect, or replaces its key.
   *
   * @param publicKey 64 lower-case hex digits
   */
  void add(String name, Role role, String publicKey);

  /** Ends a principal's access, its live connections included. Unknown names are no error. */
  void remove(String name);
}
