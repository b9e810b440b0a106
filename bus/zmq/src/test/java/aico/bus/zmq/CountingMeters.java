package aico.bus.zmq;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Meters that tests can read. */
final class CountingMeters implements BusMeters {
  private final Map<String, AtomicLong> values = new ConcurrentHashMap<>();

  @Override
  public void count(String topic, Counter counter, long amount) {
    value(topic + counter).addAndGet(amount);
  }

  @Override
  public void gauge(String topic, Gauge gauge, long value) {
    value(topic + gauge).set(value);
  }

  long get(String topic, Counter counter) {
    return value(topic + counter).get();
  }

  long get(String topic, Gauge gauge) {
    return value(topic + gauge).get();
  }

  private AtomicLong value(String name) {
    return values.computeIfAbsent(name, n -> new AtomicLong());
  }
}
