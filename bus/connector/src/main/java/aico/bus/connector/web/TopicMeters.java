package aico.bus.connector.web;

import aico.bus.zmq.BusMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bus's counters and gauges as Micrometer meters: {@code aico.bus.<name>}, tagged with the
 * topic alone. What is looked up per message is a map entry.
 */
public final class TopicMeters implements BusMeters {
  private static final String PREFIX = "aico.bus.";
  private static final String TOPIC = "topic";

  private final MeterRegistry registry;
  private final Map<CounterKey, io.micrometer.core.instrument.Counter> counters =
      new ConcurrentHashMap<>();
  private final Map<GaugeKey, AtomicLong> gauges = new ConcurrentHashMap<>();

  private record CounterKey(String topic, Counter counter) {}

  private record GaugeKey(String topic, BusMeters.Gauge gauge) {}

  public TopicMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void count(String topic, Counter counter, long amount) {
    counters
        .computeIfAbsent(
            new CounterKey(topic, counter),
            key -> registry.counter(name(key.counter), TOPIC, key.topic))
        .increment(amount);
  }

  @Override
  public void gauge(String topic, BusMeters.Gauge gauge, long value) {
    gauges.computeIfAbsent(new GaugeKey(topic, gauge), this::registered).set(value);
  }

  private AtomicLong registered(GaugeKey key) {
    AtomicLong value = new AtomicLong();
    io.micrometer.core.instrument.Gauge.builder(name(key.gauge), value, AtomicLong::doubleValue)
        .tag(TOPIC, key.topic)
        .register(registry);
    return value;
  }

  private static String name(Enum<?> meter) {
    return PREFIX + meter.name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
