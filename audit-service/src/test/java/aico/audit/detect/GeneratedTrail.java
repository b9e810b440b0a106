package aico.audit.detect;

import aico.audit.log.Leaf;
import aico.bus.connector.CloudEvents;
import aico.bus.contract.AuditEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Events of a made-up home, as its services would write them, and beside them, never in them, which
 * belong to which incident.
 */
final class GeneratedTrail {
  private static final String INCARNATION = "0123456789abcdef0123456789abcdef";

  /** Something that happens to the home. */
  record Incident(int number, String kind, boolean isAttack, long fromMs, long untilMs) {}

  /**
   * An event on its way into the log.
   *
   * @param saysMs the time that its producer gives
   * @param storedMs when audit-service stores it
   * @param incident its number, or 0
   */
  private record Entry(
      long saysMs, long storedMs, String producer, AuditEvent event, int incident) {}

  /** A leaf and what the detector is not told. */
  record Labelled(byte[] leaf, long storedMs, int incident) {}

  private final Random random;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Incident> incidents = new ArrayList<>();
  private final List<long[]> outages = new ArrayList<>();
  private final Map<String, List<long[]>> muted = new HashMap<>();
  private int current;

  GeneratedTrail(Random random) {
    this.random = random;
  }

  /** What is written from now on belongs to a new incident, until the next or {@link #calm}. */
  void incident(String kind, boolean isAttack, long fromMs, long untilMs) {
    incidents.add(new Incident(incidents.size() + 1, kind, isAttack, fromMs, untilMs));
    current = incidents.size();
  }

  void calm() {
    current = 0;
  }

  List<Incident> incidents() {
    return incidents;
  }

  /** audit-service is not there: the outboxes wait. */
  void outage(long fromMs, long untilMs) {
    outages.add(new long[] {fromMs, untilMs});
  }

  /** A service records nothing. */
  void mute(String producer, long fromMs, long untilMs) {
    muted.computeIfAbsent(producer, p -> new ArrayList<>()).add(new long[] {fromMs, untilMs});
  }

  void add(long ms, String producer, AuditEvent event) {
    add(ms, ms, producer, event);
  }

  void add(long saysMs, long happensMs, String producer, AuditEvent event) {
    for (long[] silence : muted.getOrDefault(producer, List.of())) {
      if (happensMs >= silence[0] && happensMs < silence[1]) {
        return;
      }
    }
    long stored = happensMs + 5 + random.nextInt(250);
    for (long[] outage : outages) {
      if (stored >= outage[0] && stored < outage[1]) {
        stored = outage[1] + random.nextInt(2_000);
      }
    }
    entries.add(new Entry(saysMs, stored, producer, event, current));
  }

  /** All leaves in log order. */
  List<Labelled> leaves() {
    List<Entry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::storedMs));
    List<Labelled> leaves = new ArrayList<>(ordered.size());
    Map<String, Long> places = new HashMap<>();
    for (Entry entry : ordered) {
      byte[] record =
          CloudEvents.encode(
              entry.event(),
              entry.producer(),
              Instant.ofEpochMilli(entry.saysMs()),
              new UUID(random.nextLong(), random.nextLong()));
      long place = places.merge(entry.producer(), 1L, Long::sum);
      leaves.add(
          new Labelled(
              new Leaf(leaves.size(), entry.producer(), INCARNATION, place, record).encode(),
              entry.storedMs(),
              entry.incident()));
    }
    return leaves;
  }
}
