package aico.detect.sigma;

import aico.detect.Correlation;
import aico.detect.Detection;
import aico.detect.FieldTable;
import aico.detect.Rule;
import aico.detect.RuleRefused;
import aico.detect.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one {@link RuleSet} of several files. A file with a fault is left out as a whole and told
 * about; the others stand.
 */
public final class SigmaRules {
  /** The most rules and correlations together. */
  static final int RULES_MAX = 512;

  /** The most files: more would be read at every change of the folder. */
  public static final int FILES_MAX = 128;

  private final FieldTable table = new FieldTable();
  private final RuleReader rules = new RuleReader(table);
  private final CorrelationReader correlations = new CorrelationReader(table);
  private final Map<String, String> keyOf = new HashMap<>();
  private final List<Rule> allRules = new ArrayList<>();
  private final List<Correlation> allCorrelations = new ArrayList<>();
  private final Set<String> counted = new HashSet<>();
  private final Set<String> kept = new HashSet<>();
  private final List<Fault> faults = new ArrayList<>();

  /** A file of rules. */
  public record File(String name, String text) {}

  /**
   * Why a file was left out.
   *
   * @param message names the field and what is wrong with it
   */
  public record Fault(String file, String message) {}

  /** The rules that stand, and the files that do not. */
  public record Read(RuleSet rules, List<Fault> faults) {
    public Read {
      faults = List.copyOf(faults);
    }
  }

  private SigmaRules() {
    Detection.OWN_RULES.keySet().forEach(key -> keyOf.put(key, key));
  }

  /** Reads files in order; a correlation may count rules of its own file and of earlier ones. */
  public static Read read(List<File> files) {
    SigmaRules reading = new SigmaRules();
    for (File file : files) {
      try {
        reading.add(file);
      } catch (RuleRefused refused) {
        reading.faults.add(new Fault(file.name(), String.valueOf(refused.getMessage())));
      }
    }
    return new Read(reading.set(), reading.faults);
  }

  private void add(File file) {
    List<Section> documents = Yaml.documents(file.text());
    if (allRules.size() + allCorrelations.size() + documents.size() > RULES_MAX) {
      throw new RuleRefused("file", "more than " + RULES_MAX + " rules in all");
    }
    Map<String, String> newKeys = new HashMap<>();
    List<Rule> newRules = new ArrayList<>();
    for (Section document : documents) {
      if (RuleReader.isRule(document) == CorrelationReader.isCorrelation(document)) {
        throw new RuleRefused("detection", "expected: either detection or correlation");
      }
      if (RuleReader.isRule(document)) {
        Rule rule = rules.read(document);
        call(newKeys, rule.key(), rule.id());
        newRules.add(rule);
      }
    }
    List<Correlation> newCorrelations = new ArrayList<>();
    Set<String> newCounted = new HashSet<>();
    Set<String> newKept = new HashSet<>();
    for (Section document : documents) {
      if (CorrelationReader.isCorrelation(document)) {
        Correlation correlation = correlations.read(document, name -> key(newKeys, name));
        call(newKeys, correlation.key(), correlation.id());
        newCorrelations.add(correlation);
        // Of another file nothing is silenced.
        correlation.rules().stream()
            .filter(newKeys::containsValue)
            .forEach((CorrelationReader.generates(document) ? newKept : newCounted)::add);
      }
    }
    keyOf.putAll(newKeys);
    allRules.addAll(newRules);
    allCorrelations.addAll(newCorrelations);
    counted.addAll(newCounted);
    kept.addAll(newKept);
  }

  private void call(Map<String, String> newKeys, String key, @Nullable String id) {
    for (String name : id == null || id.equals(key) ? List.of(key) : List.of(key, id)) {
      if (keyOf.containsKey(name) || newKeys.putIfAbsent(name, key) != null) {
        throw new RuleRefused(name.equals(key) ? "name" : "id", name + " is taken already");
      }
    }
  }

  private String key(Map<String, String> newKeys, String name) {
    String key = newKeys.getOrDefault(name, keyOf.getOrDefault(name, ""));
    if (key.isEmpty() || Detection.OWN_RULES.containsKey(key)) {
      throw new RuleRefused(
          "correlation.rules", "'" + name + "' is no rule that stands before this one");
    }
    return key;
  }

  /** What is counted by a correlation is a finding of its own only where that is asked for. */
  private RuleSet set() {
    return new RuleSet(
        table,
        allRules.stream()
            .map(r ->
                new Rule(
                    r.key(),
                    r.id(),
                    r.title(),
                    r.level(),
                    r.advice(),
                    r.producer(),
                    r.condition(),
                    alerts(r.key()),
                    r.about()))
            .toList(),
        allCorrelations.stream()
            .map(c ->
                new Correlation(
                    c.key(),
                    c.id(),
                    c.title(),
                    c.level(),
                    c.advice(),
                    c.type(),
                    c.rules(),
                    c.groups(),
                    c.counted(),
                    c.words(),
                    c.timespanMs(),
                    c.atLeast(),
                    alerts(c.key())))
            .toList());
  }

  private boolean alerts(String key) {
    return !counted.contains(key) || kept.contains(key);
  }
}
