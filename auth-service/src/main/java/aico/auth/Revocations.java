package aico.auth;

import java.util.List;

/**
 * What everybody who judges tokens has to know.
 *
 * @param head rises with every revocation, within one life of the process
 * @param sessionIds the sessions that ended and whose tokens may still be within their lifetime
 */
public record Revocations(long head, List<String> sessionIds) {
  public Revocations {
    sessionIds = List.copyOf(sessionIds);
  }
}
