package aico.audit.detect;

import aico.audit.detect.GeneratedTrail.Incident;
import aico.audit.detect.GeneratedTrail.Labelled;
import aico.detect.Alert;
import aico.detect.AlertBook;
import aico.detect.Detection;
import aico.detect.Event;
import aico.detect.Finding;
import aico.detect.Profiles;
import aico.detect.RuleSet;
import aico.detect.Silence;
import aico.detect.json.LeafReader;
import aico.detect.sigma.DefaultRules;
import aico.detect.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What detection makes of a made-up home, against what it was. An owner resolves the alerts of the
 * day every evening. An alert is right when one of its events belongs to an attack; an attack is
 * found when an alert is right by it.
 */
record Scored(int alerts, int rightAlerts, int attacks, int foundAttacks, List<String> mistakes) {

  private static final long EVENING_MS = GeneratedHome.DAY;

  static Scored of(long seed, Profiles profiles) {
    GeneratedHome home = new GeneratedHome(seed);
    List<Labelled> leaves = home.trail.leaves();
    RuleSet rules = SigmaRules.read(DefaultRules.files()).rules();
    Detection detection = new Detection(rules, profiles, new Silence(Silence.State.empty()));
    LeafReader reader = new LeafReader(rules.fields());
    AlertBook book = new AlertBook();
    List<Alert> raised = new ArrayList<>();
    List<Long> raisedAt = new ArrayList<>();
    long evening = 0;
    for (Labelled labelled : leaves) {
      long now = labelled.storedMs();
      if (now > evening) {
        book.content().alerts().forEach(alert -> book.resolve(alert.id()));
        evening = now + EVENING_MS;
      }
      Event event = reader.read(labelled.leaf());
      List<Finding> found = new ArrayList<>();
      detection.see(event, now, found::add);
      for (Finding finding : found) {
        if (book.consider(finding, now) instanceof AlertBook.Judged.Raise(Alert alert)) {
          book.raised(alert);
          raised.add(alert);
          raisedAt.add(now);
        }
      }
    }
    return score(seed, home.trail.incidents(), leaves, raised, raisedAt);
  }

  private static Scored score(
      long seed,
      List<Incident> incidents,
      List<Labelled> leaves,
      List<Alert> raised,
      List<Long> raisedAt) {
    Set<Integer> found = new HashSet<>();
    List<String> mistakes = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < raised.size(); i++) {
      Alert alert = raised.get(i);
      Set<Integer> by =
          alert.events().stream()
              .map(sequence -> leaves.get(Math.toIntExact(sequence)).incident())
              .filter(number -> number > 0)
              .collect(Collectors.toSet());
      long at = raisedAt.get(i);
      if (alert.rule().equals("service-silent")) {
        incidents.stream()
            .filter(one -> one.kind().equals("service-silent"))
            .filter(one -> at >= one.fromMs() && at < one.untilMs())
            .forEach(one -> by.add(one.number()));
      }
      Set<Integer> attacks =
          by.stream()
              .filter(number -> incidents.get(number - 1).isAttack())
              .collect(Collectors.toSet());
      found.addAll(attacks);
      if (attacks.isEmpty()) {
        String about =
            by.stream().map(n -> incidents.get(n - 1).kind()).collect(Collectors.joining(","));
        mistakes.add(
            "seed %d: wrong alert (%s) %s: %s".formatted(seed, about, alert.rule(), alert.why()));
      } else {
        right++;
      }
    }
    TreeMap<String, Integer> missed = new TreeMap<>();
    int attacks = 0;
    for (Incident incident : incidents) {
      if (incident.isAttack()) {
        attacks++;
        if (!found.contains(incident.number())) {
          missed.merge(incident.kind(), 1, Integer::sum);
        }
      }
    }
    missed.forEach((kind, n) -> mistakes.add("seed " + seed + ": missed " + kind));
    return new Scored(raised.size(), right, attacks, found.size(), mistakes);
  }

  Scored plus(Scored other) {
    List<String> all = new ArrayList<>(mistakes);
    all.addAll(other.mistakes);
    return new Scored(
        alerts + other.alerts,
        rightAlerts + other.rightAlerts,
        attacks + other.attacks,
        foundAttacks + other.foundAttacks,
        all);
  }

  double precision() {
    return alerts == 0 ? 0 : (double) rightAlerts / alerts;
  }

  double recall() {
    return attacks == 0 ? 0 : (double) foundAttacks / attacks;
  }
}
