package aico.audit;

import aico.bus.contract.AuditReply.RolledBackStore;
import aico.bus.contract.EventCode;
import aico.bus.contract.Principals;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which generation of each store the trail has seen written last, read out of the log itself: at
 * start, and from every leaf that comes. A service that starts with less holds an older copy.
 *
 * <p>A restore brings back older stores rightfully: what was seen before it counts no more.
 */
public final class Generations {
  /** In every event that tells of a store or of a restore, and in few others. */
  private static final ByteMark STATE = new ByteMark("aico.state.");

  private static final ByteMark RESTORED = new ByteMark("aico.log.restored");

  private static final Pattern VAULT_BY_NAME = Pattern.compile("vaults/(?![0-9a-f]{32}$).*");

  /** Stores of one producer that are kept; one that names more is broken or hostile. */
  private static final int STORES_MAX = 1_000;

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Map<String, Map<String, Long>> written = new HashMap<>();
  private final Map<String, Map<String, RolledBackStore>> older = new TreeMap<>();

  /** Takes a leaf of the log. */
  public synchronized void see(String producer, byte[] event) {
    if (!STATE.isIn(event) && !RESTORED.isIn(event)) {
      return;
    }
    try {
      JsonNode data = JSON.readTree(event).path("data");
      String code = data.path("metadata").path("event_code").asText();
      JsonNode told = data.path("unmapped");
      String store = told.path("store").asText();
      long generation = told.path("generation").asLong();
      if (code.equals(EventCode.STATE_WRITTEN.code())) {
        seen(producer, store, generation);
      } else if (producer.equals(Principals.AUDIT)
          && code.equals(EventCode.STATE_ACCEPTED.code())) {
        accepted(told.path("producer").asText(), store, generation);
      } else if (producer.equals(Principals.AUDIT)
          && code.equals(EventCode.STATE_ROLLED_BACK.code())) {
        String owner = told.path("producer").asText();
        older
            .computeIfAbsent(owner, p -> new TreeMap<>())
            .put(
                store,
                new RolledBackStore(owner, store, generation, told.path("expected").asLong()));
      } else if (producer.equals(Principals.AUDIT) && code.equals(EventCode.LOG_RESTORED.code())) {
        written.clear();
        older.clear();
      }
    } catch (IOException notJson) {
      // Whoever wrote it did not mean to tell of a store.
    }
  }

  /** Vaults were named by their names once; what was said then is not compared any more. */
  private static boolean isOfBefore(String producer, String store) {
    return producer.equals(Principals.VAULT) && VAULT_BY_NAME.matcher(store).matches();
  }

  private void seen(String producer, String store, long generation) {
    Map<String, Long> stores = written.computeIfAbsent(producer, p -> new HashMap<>());
    if (generation == 0) {
      stores.remove(store);
    } else if (stores.containsKey(store) || stores.size() < STORES_MAX) {
      stores.merge(store, generation, Math::max);
    }
  }

  private void accepted(String producer, String store, long generation) {
    written.computeIfAbsent(producer, p -> new HashMap<>()).put(store, generation);
    older.getOrDefault(producer, new HashMap<>()).remove(store);
  }

  /**
   * Compares what a producer started with and what the trail saw. A store that was found older
   * stays so until the owner accepts it: writing on from it must not make it newer.
   *
   * @return what is older and was not known to be; {@link #older} has all
   */
  public synchronized List<RolledBackStore> compare(String producer, Map<String, Long> now) {
    Map<String, Long> expected = written.getOrDefault(producer, Map.of());
    Map<String, RolledBackStore> known = older.computeIfAbsent(producer, p -> new TreeMap<>());
    List<RolledBackStore> fresh = new ArrayList<>();
    expected.forEach((store, generation) -> {
      long found = now.getOrDefault(store, 0L);
      if (found < generation && !known.containsKey(store) && !isOfBefore(producer, store)) {
        fresh.add(new RolledBackStore(producer, store, found, generation));
      }
    });
    known.replaceAll((store, before) ->
        new RolledBackStore(
            producer,
            store,
            now.getOrDefault(store, 0L),
            Math.max(before.expected(), expected.getOrDefault(store, 0L))));
    fresh.forEach(one -> known.put(one.store(), one));
    fresh.sort(Comparator.comparing(RolledBackStore::store));
    return fresh;
  }

  /** Stores of which the trail knows no generation, or an earlier one, and which are not older. */
  public synchronized List<String> untold(String producer, Map<String, Long> now) {
    Map<String, Long> told = written.getOrDefault(producer, Map.of());
    Map<String, RolledBackStore> known = older.getOrDefault(producer, Map.of());
    return now.entrySet().stream()
        .filter(store -> store.getValue() > told.getOrDefault(store.getKey(), 0L))
        .map(Map.Entry::getKey)
        .filter(store -> !known.containsKey(store))
        .sorted()
        .toList();
  }

  /** The older stores of one producer. */
  public synchronized List<RolledBackStore> older(String producer) {
    return List.copyOf(older.getOrDefault(producer, Map.of()).values());
  }

  /** All stores that are older. */
  public synchronized List<RolledBackStore> older() {
    return older.values().stream().flatMap(stores -> stores.values().stream()).toList();
  }

  /** What a snapshot keeps of this, JSON. */
  record Kept(Map<String, Map<String, Long>> written, List<RolledBackStore> older) {}

  synchronized byte[] encode() {
    try {
      return JSON.writeValueAsBytes(new Kept(written, older()));
    } catch (IOException e) {
      throw new AuditException("generations: cannot be encoded", e);
    }
  }

  /**
   * What was encoded.
   *
   * @throws AuditException when it is something else
   */
  static Generations decode(byte[] encoded) {
    try {
      Kept kept = JSON.readValue(encoded, Kept.class);
      Generations generations = new Generations();
      kept.written()
          .forEach((producer, stores) -> generations.written.put(producer, new HashMap<>(stores)));
      kept.older()
          .forEach(one ->
              generations
                  .older
                  .computeIfAbsent(one.principal(), p -> new TreeMap<>())
                  .put(one.store(), one));
      return generations;
    } catch (IOException | RuntimeException e) {
      throw new AuditException("generations: cannot be decoded: " + e.getMessage(), e);
    }
  }
}
