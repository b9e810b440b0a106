package aico.bus.zmq;

/**
 * What one producer of records may have under way. Every producer that may connect has an even
 * share of what the receiver's heap holds, whether it uses it or not: so none can take room from
 * another, and a producer that comes later finds its own.
 *
 * <p>INVARIANT: a promise is never taken back. When the share shrinks, what was sent before the
 * producer heard of it is no breach.
 */
final class RecordCredit {
  private long received;
  private long released;
  private long promised;

  /** The share of each of so many producers; one record of the largest size always fits. */
  static int share(int producers) {
    return Math.clamp(
        Limits.RECORD_CREDIT_OF_ALL / Math.max(1, producers),
        Limits.RECORD_CREDIT_MIN,
        Limits.RECORD_CREDIT_MAX);
  }

  /** What a batch takes: its bytes, and for each record what the receiver keeps beside them. */
  static long cost(int bytes, int records) {
    return bytes + (long) records * Limits.RECORD_COST_BYTES;
  }

  /** Promises the share anew, behind all that was given back so far. */
  synchronized void promise(int share) {
    promised = Math.max(promised, released + share);
  }

  /** Takes a batch; false when it goes beyond what was promised. */
  synchronized boolean take(long cost) {
    if (received + cost > promised) {
      return false;
    }
    received += cost;
    return true;
  }

  /** Gives a batch's part back. */
  synchronized void release(long cost) {
    released += cost;
  }
}
