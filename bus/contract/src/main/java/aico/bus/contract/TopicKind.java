package aico.bus.contract;

import java.util.Locale;

/** How a topic behaves; {@code bus/PROTOCOL.md} has the frames of each. */
public enum TopicKind {
  /** XPUB to SUB: best effort, heartbeats with the head sequence. */
  EVENTS,
  /** DEALER to ROUTER: at least once, from the sender's durable outbox. */
  RECORDS,
  /** DEALER to ROUTER: deadline, correlation, typed errors. */
  REQUESTS,
  /** ROUTER to DEALER: records outward with a durable cursor per subscriber. */
  STREAM;

  /** The kind's name in files, lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
