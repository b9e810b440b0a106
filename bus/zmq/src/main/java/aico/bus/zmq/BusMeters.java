package aico.bus.zmq;

/** Counters and gauges of every topic; called from the bus's own threads, so it must not block. */
public interface BusMeters {

  /** What is counted per topic. */
  enum Counter {
    /** Messages received and accepted. */
    MESSAGES_IN,
    /** Messages sent. */
    MESSAGES_OUT,
    /** Connections that ended without being authenticated. */
    REFUSED,
    /** Messages of an authenticated peer that break the protocol. */
    MALFORMED,
    /** Messages dropped: late, unknown correlation, peer gone or full, no expected User-Id. */
    DROPPED
  }

  /** What is measured per topic. */
  enum Gauge {
    OUTBOX_BYTES,
    /** Records in the outbox that the receiver has not acknowledged. */
    OUTBOX_UNACKED
  }

  /** Adds to a counter. */
  void count(String topic, Counter counter, long amount);

  /** Sets a gauge. */
  void gauge(String topic, Gauge gauge, long value);

  /** Meters that measure nothing. */
  static BusMeters none() {
    return new BusMeters() {
      @Override
      public void count(String topic, Counter counter, long amount) {}

      @Override
      public void gauge(String topic, Gauge gauge, long value) {}
    };
  }
}
