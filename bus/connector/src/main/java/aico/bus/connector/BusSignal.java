package aico.bus.connector;

import aico.bus.zmq.BusEvent;

/**
 * What comes in on a channel of events, in order and one at a time: the next comes when the handler
 * of the last is done. Events are best effort; what heals them is asking the owner for its state,
 * which {@link Gap} says when to do.
 */
public sealed interface BusSignal {

  /** An event. A handler that throws gets a {@link Gap} next. */
  record Happened(BusEvent event) implements BusSignal {}

  /**
   * Something may have been missed: at the first contact, too. A handler that throws gets it again,
   * every second, before anything else.
   */
  record Gap(String topic) implements BusSignal {}

  /** The owner has not been heard for 3 s. Comes once until it is heard again. */
  record Silence(String topic) implements BusSignal {}
}
