package aico.bus.connector.channel;

import aico.bus.connector.BusSignal;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.EventListener;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Events on their way to the service's handler, one at a time: the bus's listener thread waits for
 * each outcome, so that order holds whatever threads the handler runs on. What waits meanwhile is
 * bounded by the bus, which turns an overflow into a gap.
 */
final class EventsIn implements EventListener, AutoCloseable {
  /** A gap that could not be healed is offered again: the owner may be starting. */
  private static final long RETRY_PAUSE_MS = 1_000;

  private static final System.Logger LOG = System.getLogger(EventsIn.class.getName());

  private final String topic;
  private final Inlet inlet;
  private volatile boolean closed;

  EventsIn(String topic, Inlet inlet) {
    this.topic = topic;
    this.inlet = inlet;
  }

  @Override
  public void onEvent(BusEvent event) {
    if (!handled(new BusSignal.Happened(event))) {
      onGap();
    }
  }

  @Override
  public void onGap() {
    BusSignal.Gap gap = new BusSignal.Gap(topic);
    while (!closed && !handled(gap)) {
      pause();
    }
  }

  @Override
  public void onSilence() {
    handled(new BusSignal.Silence(topic));
  }

  /** Whether the service's handler took it. */
  private boolean handled(BusSignal signal) {
    if (closed) {
      return true;
    }
    try {
      inlet.emit(signal, Long.MAX_VALUE).outcome().get();
      return true;
    } catch (ExecutionException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: {1} not handled: {2}",
          topic,
          signal.getClass().getSimpleName(),
          Failures.place(e));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
      return true;
    } catch (TimeoutException e) {
      throw new IllegalStateException("292 years have passed", e);
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
