package aico.bridge;

import java.util.List;

/**
 * Where events of one target go. One thread uses it; a call blocks until the other side has the
 * events, or a limit that the outlet knows has passed.
 */
public interface Outlet extends AutoCloseable {

  /** How many events it takes at once, from 1. */
  int batch();

  /** Hands over events, in log order, at least one. */
  Outcome deliver(List<Event> events) throws InterruptedException;

  /** Sends one made-up event, so that a person sees that it arrives. */
  Outcome test(Event event) throws InterruptedException;

  /** Called now and then while there is nothing to deliver. */
  default Outcome idle() throws InterruptedException {
    return Outcome.delivered();
  }

  /** Whether it wants to see this event, whatever the filter says. */
  default boolean needs(Event event) {
    return false;
  }

  @Override
  void close();
}
