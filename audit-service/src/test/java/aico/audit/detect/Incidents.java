package aico.audit.detect;

import static aico.audit.detect.GeneratedHome.CLI;
import static aico.audit.detect.GeneratedHome.DAY;
import static aico.audit.detect.GeneratedHome.DAYS;
import static aico.audit.detect.GeneratedHome.HOUR;
import static aico.audit.detect.GeneratedHome.MINUTE;
import static aico.audit.detect.GeneratedHome.QUIET_DAYS;

import aico.bus.contract.EventCode;
import aico.bus.contract.Principals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/** Attacks and harmless oddities of a made-up home, one kind a day, in an order of the seed's. */
final class Incidents {
  private static final List<String> TOPICS =
      List.of(
          "key.requests",
          "key.events",
          "auth.requests",
          "auth.events",
          "policy.requests",
          "policy.events",
          "vault.requests",
          "vault.events",
          "audit.records",
          "audit.requests",
          "audit.stream",
          "audit.live",
          "audit.alerts");
  private static final List<String> ACTIONS =
      List.of(
          "vault.create",
          "vault.mount",
          "vault.rotate",
          "vault.check",
          "audit.integrator_add",
          "audit.alert_resolve",
          "audit.alert_suppress");

  private final GeneratedHome home;
  private final Random random;
  private final Doings doings;
  private final GeneratedTrail trail;

  private record Plan(String kind, boolean isAttack, int days, IntConsumer happens) {}

  Incidents(GeneratedHome home) {
    this.home = home;
    this.random = home.random;
    this.doings = home.doings;
    this.trail = home.trail;
  }

  void plan() {
    List<Plan> plans = new ArrayList<>();
    attack(plans, "guessing", 1, this::guessing);
    attack(plans, "slow-guessing", 2, this::slowGuessing);
    attack(plans, "guessing-names", 1, this::guessingNames);
    attack(plans, "bus-probe", 1, this::busProbe);
    attack(plans, "bus-flood", 1, this::busFlood);
    attack(plans, "module-probes", 1, this::moduleProbes);
    attack(plans, "denials", 1, this::denials);
    attack(plans, "open-laptop-at-night", 1, this::openLaptopAtNight);
    attack(plans, "other-program", 1, this::otherProgram);
    attack(plans, "kit-thief", 1, this::kitThief);
    attack(plans, "dormant-person", 1, this::dormantPerson);
    attack(plans, "keys-collected", 1, this::keysCollected);
    attack(plans, "service-silent", 4, this::serviceSilent);
    attack(plans, "trail", 1, this::trailAttacked);
    attack(plans, "vault-damage", 1, this::vaultDamage);
    attack(plans, "service-killed", 1, this::serviceKilled);
    attack(plans, "tokens", 1, this::tokens);
    attack(plans, "future", 1, this::future);
    oddity(plans, "mistyped", 1, this::mistyped);
    oddity(plans, "mistyped-again", 1, this::mistyped);
    oddity(plans, "travel", 6, this::travel);
    oddity(plans, "late-night", 1, this::lateNight);
    oddity(plans, "bulk-import", 1, this::bulkImport);
    oddity(plans, "nightly-checks", 5, this::nightlyChecks);
    oddity(plans, "restarts", 1, this::restarts);
    oddity(plans, "removed-integrator", 1, this::removedIntegrator);
    oddity(plans, "second-thoughts", 1, this::secondThoughts);
    oddity(plans, "new-program", 1, this::newProgram);
    oddity(plans, "new-integrator", 1, this::newIntegrator);
    oddity(plans, "outage", 1, this::outage);
    oddity(plans, "rotation", 1, this::rotation);
    oddity(plans, "denied-by-mistake", 1, this::deniedByMistake);
    oddity(plans, "failed-mounts", 1, this::failedMounts);
    oddity(plans, "busy-day", 1, this::busyDay);
    holiday();
    Collections.shuffle(plans, random);
    int day = QUIET_DAYS;
    for (Plan plan : plans) {
      if (day + plan.days() >= DAYS) {
        break;
      }
      trail.incident(
          plan.kind(), plan.isAttack(), home.day(day), home.day(day + plan.days()) + 12 * HOUR);
      plan.happens().accept(day);
      day += plan.days() + random.nextInt(2);
    }
    trail.calm();
  }

  private static void attack(List<Plan> plans, String kind, int days, IntConsumer happens) {
    plans.add(new Plan(kind, true, days, happens));
  }

  private static void oddity(List<Plan> plans, String kind, int days, IntConsumer happens) {
    plans.add(new Plan(kind, false, days, happens));
  }

  private Person anybody() {
    return home.people.get(random.nextInt(home.people.size() - 1));
  }

  private long anytime(int day) {
    return home.day(day) + random.nextInt(22) * HOUR + random.nextInt(60) * MINUTE;
  }

  private int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  // Attacks.

  /** As fast as key-service lets a guesser try: the wait doubles up to a minute. */
  private void guessing(int day) {
    Person person = anybody();
    long at = anytime(day);
    long wait = 2_000;
    int times = between(4, 25);
    for (int i = 0; i < times; i++) {
      doings.failure(at, CLI, person.name(), "wrong password");
      at += 1_500 + (i < 2 ? 0 : wait);
      wait = i < 2 ? wait : Math.min(60_000, wait * 2);
    }
    if (random.nextInt(3) == 0) {
      doings.unlock(at, CLI, person, "password");
    }
  }

  private void slowGuessing(int day) {
    Person person = anybody();
    long at = anytime(day);
    int times = between(14, 30);
    for (int i = 0; i < times; i++) {
      doings.failure(at, CLI, person.name(), "wrong password");
      at += between(20, 80) * MINUTE;
    }
  }

  private void guessingNames(int day) {
    long at = anytime(day);
    for (int i = 0; i < between(1, 10); i++) {
      doings.failure(at, CLI, null, "no such user");
      at += between(1, 90) * 1_000L;
    }
  }

  private void busProbe(int day) {
    List<String> topics = new ArrayList<>(TOPICS);
    Collections.shuffle(topics, random);
    long at = anytime(day);
    for (String topic : topics.subList(0, between(4, TOPICS.size()))) {
      String owner = topic.substring(0, topic.indexOf('.')) + "-service";
      doings.refused(at, owner, topic, random.nextBoolean() ? "key" : "protocol", 1);
      at += between(1, 60) * 1_000L;
    }
  }

  private void busFlood(int day) {
    long at = anytime(day);
    String topic = TOPICS.get(random.nextInt(TOPICS.size()));
    String owner = topic.substring(0, topic.indexOf('.')) + "-service";
    doings.refused(at, owner, topic, "protocol", 1);
    for (int i = 1; i <= between(1, 5); i++) {
      doings.refused(at + i * MINUTE, owner, topic, "protocol", between(190, 6_000));
    }
  }

  private void moduleProbes(int day) {
    List<String> actions = new ArrayList<>(ACTIONS);
    Collections.shuffle(actions, random);
    long at = anytime(day);
    for (String action : actions.subList(0, between(3, ACTIONS.size()))) {
      String service = action.substring(0, action.indexOf('.')) + "-service";
      String rule = random.nextInt(3) == 0 ? "builtin-plugin-only-user-data" : "default-deny";
      doings.denied(at, "module/photos", anybody().name(), action, service, rule);
      at += between(2, 80) * 1_000L;
    }
  }

  private void denials(int day) {
    long at = anytime(day);
    Person person = anybody();
    for (int i = 0; i < between(18, 80); i++) {
      doings.denied(
          at, "module/notes", person.name(), "vault.mount", "vault-service", "default-deny");
      at += between(500, 6_000);
    }
  }

  /** Somebody sits down at a machine that was left open. */
  private void openLaptopAtNight(int day) {
    Person person = anybody();
    long at = home.atNight(person, day);
    if (random.nextBoolean()) {
      for (int i = 0; i < between(25, 60); i++) {
        doings.mount(at, CLI, person, "found-" + i);
        at += between(2, 20) * 1_000L;
      }
    } else {
      doings.addIntegrator(at, CLI, person, "backup-svc");
      doings.renewKit(at + between(20, 300) * 1_000L, CLI, person);
    }
  }

  private void otherProgram(int day) {
    Person person = anybody();
    long at = random.nextBoolean() ? home.atNight(person, day) : home.usually(person, day);
    String program = random.nextBoolean() ? "gateway" : "module/mail";
    for (int i = 0; i < random.nextInt(4); i++) {
      doings.failure(at, program, person.name(), "wrong password");
      at += between(2, 30) * 1_000L;
    }
    doings.unlock(at, program, person, "password");
    at += MINUTE;
    switch (random.nextInt(3)) {
      case 0 -> doings.addIntegrator(at, program, person, "sync");
      case 1 -> doings.changePassword(at, program, person, "password");
      default -> {
        for (int i = 0; i < between(25, 50); i++) {
          doings.mount(at, program, person, "found-" + i);
          at += between(2, 20) * 1_000L;
        }
      }
    }
  }

  private void kitThief(int day) {
    Person person = anybody();
    long at = random.nextBoolean() ? home.atNight(person, day) : home.usually(person, day);
    for (int i = 0; i < random.nextInt(3); i++) {
      doings.failure(at, CLI, person.name(), "mistyped recovery kit");
      at += between(10, 60) * 1_000L;
    }
    doings.unlock(at, CLI, person, "recovery");
    doings.addIntegrator(at + between(1, 60) * MINUTE, CLI, person, "monitor");
    if (random.nextBoolean()) {
      doings.changePassword(at + between(61, 100) * MINUTE, CLI, person, "recovery");
    }
  }

  /** Who has not been there for a month or more comes by another way, or at night. */
  private void dormantPerson(int day) {
    Person person = home.dormant;
    if (random.nextBoolean()) {
      long at = home.usually(person, day);
      doings.unlock(at, "gateway", person, "password");
      doings.mount(at + MINUTE, "gateway", person, person.otherVaults().getFirst());
      doings.changePassword(at + 2 * MINUTE, "gateway", person, "password");
    } else {
      long at = home.atNight(person, day);
      doings.unlock(at, CLI, person, "password");
      doings.changePassword(at + 3 * MINUTE, CLI, person, "password");
      doings.renewKit(at + 4 * MINUTE, CLI, person);
    }
  }

  private void keysCollected(int day) {
    Person person = anybody();
    long at = anytime(day);
    for (int i = 0; i < between(9, 40); i++) {
      doings.handOut(at, person.name(), "v-" + i + "-" + random.nextInt());
      at += between(50, 5_000);
    }
  }

  private void serviceSilent(int day) {
    String service =
        List.of(Principals.POLICY, Principals.AUTH, Principals.KEY).get(random.nextInt(3));
    trail.mute(service, home.day(day) + 5 * HOUR, home.day(day + 4));
  }

  private void trailAttacked(int day) {
    long at = anytime(day);
    switch (random.nextInt(4)) {
      case 0 ->
          doings.finding(
              at, EventCode.RECORD_CONFLICT, Principals.VAULT, "another record has this position");
      case 1 -> doings.finding(at, EventCode.RECORD_GAP, Principals.VAULT, "");
      case 2 ->
          doings.finding(at, EventCode.PEER_REFUSED, Principals.KEY, "source: another principal's");
      default ->
          doings.finding(at, EventCode.RECORD_REFUSED, Principals.KEY, "record: not strict JSON");
    }
  }

  private void vaultDamage(int day) {
    doings.damage(anytime(day), anybody().vaults().getFirst());
  }

  private void serviceKilled(int day) {
    long at = anytime(day);
    for (int i = 0; i < between(6, 15); i++) {
      doings.start(at, Principals.POLICY);
      at += between(5, 70) * 1_000L;
    }
  }

  private void tokens(int day) {
    Person person = anybody();
    long at = anytime(day);
    person.newSession(doings.id());
    for (int i = 0; i < between(170, 500); i++) {
      doings.token(at, CLI, person, "vault-service");
      at += between(100, 1_200);
    }
  }

  private void future(int day) {
    long at = anytime(day);
    for (int i = 0; i < between(1, 5); i++) {
      trail.add(
          at + between(1, 48) * HOUR,
          at,
          Principals.VAULT,
          aico.bus.contract.AuditEvent.of(EventCode.VAULT_UNMOUNTED)
              .on(new aico.bus.contract.Resource("vault", "home"))
              .with("why", "tick"));
    }
  }

  // Oddities.

  private void mistyped(int day) {
    Person person = anybody();
    long at = home.usually(person, day);
    for (int i = 0; i < 3; i++) {
      doings.failure(at, CLI, person.name(), "wrong password");
      at += between(4, 20) * 1_000L;
    }
    doings.unlock(at, CLI, person, "password");
  }

  /** Days far away, in another time zone, with a password typed by night. */
  private void travel(int day) {
    Person person = anybody();
    int hours = between(5, 11) * (random.nextBoolean() ? 1 : -1);
    for (int d = day; d < day + 6; d++) {
      home.moved.get(person)[d] = hours;
    }
    long at = home.usually(person, day) + hours * HOUR;
    doings.failure(at, CLI, person.name(), "wrong password");
    doings.unlock(at + 5_000, CLI, person, "password");
  }

  private void lateNight(int day) {
    Person person = anybody();
    long at = home.atNight(person, day);
    for (int i = 0; i < 3; i++) {
      doings.failure(at, CLI, person.name(), "wrong password");
      at += 6_000;
    }
    doings.unlock(at, CLI, person, "password");
    doings.mount(at + 5 * MINUTE, CLI, person, person.otherVaults().getFirst());
    doings.lock(at + HOUR, CLI, person);
  }

  private void bulkImport(int day) {
    Person person = anybody();
    long at = home.usually(person, day);
    doings.unlock(at, CLI, person, "password");
    for (int i = 0; i < between(15, 60); i++) {
      at += between(3, 30) * 1_000L;
      doings.create(at, CLI, person, "import-" + day + "-" + i);
    }
  }

  /** A timer that checks every vault by night. */
  private void nightlyChecks(int day) {
    Person person = anybody();
    for (int d = day; d < day + 5; d++) {
      long at = home.day(d) + 3 * HOUR;
      for (String vault : person.vaults().subList(0, Math.min(15, person.vaults().size()))) {
        doings.check(at, CLI, person, vault);
        at += between(20, 200) * 1_000L;
      }
    }
  }

  private void restarts(int day) {
    long at = anytime(day);
    for (int i = 0; i < between(2, 4); i++) {
      doings.stop(at);
      doings.boot(at + 20_000);
      at += between(2, 5) * MINUTE;
    }
  }

  /** The client of a removed integrator goes on trying. */
  private void removedIntegrator(int day) {
    long at = anytime(day);
    for (int i = 0; i < between(30, 300); i++) {
      doings.refused(at, Principals.AUDIT, "audit.stream", "key", between(10, 120));
      at += MINUTE;
    }
  }

  private void secondThoughts(int day) {
    Person person = anybody();
    long at = home.usually(person, day);
    doings.unlock(at, CLI, person, "password");
    doings.changePassword(at + 2 * MINUTE, CLI, person, "password");
    doings.renewKit(at + 5 * MINUTE, CLI, person);
  }

  private void newProgram(int day) {
    Person person = anybody();
    long at = home.usually(person, day);
    doings.unlock(at, "gateway", person, "password");
    doings.mount(at + MINUTE, "gateway", person, person.otherVaults().getFirst());
  }

  private void newIntegrator(int day) {
    Person person = anybody();
    doings.addIntegrator(home.usually(person, day), CLI, person, "siem" + day);
  }

  /** audit-service is away for some minutes; everything comes at once. */
  private void outage(int day) {
    long at = home.day(day) + between(8, 18) * HOUR;
    trail.outage(at, at + between(1, 15) * MINUTE);
  }

  private void rotation(int day) {
    Person person = anybody();
    long at = home.usually(person, day);
    for (String vault : person.vaults().subList(0, Math.min(6, person.vaults().size()))) {
      doings.rotate(at, CLI, person, vault);
      at += between(2, 20) * MINUTE;
    }
  }

  private void deniedByMistake(int day) {
    Person person = anybody();
    long at = home.usually(person, day);
    for (int i = 0; i < between(2, 8); i++) {
      doings.denied(at, CLI, person.name(), "vault.create", "vault-service", "default-deny");
      at += between(5, 60) * 1_000L;
    }
  }

  /** A disk is not plugged in: keys are handed out, and nothing is mounted. */
  private void failedMounts(int day) {
    Person person = anybody();
    long at = home.usually(person, day);
    for (int i = 0; i < between(2, 6); i++) {
      doings.handOut(at, person.name(), "absent-" + i);
      at += between(2, 40) * 1_000L;
    }
  }

  private void busyDay(int day) {
    Person person = anybody();
    long at = home.usually(person, day);
    doings.unlock(at, CLI, person, "password");
    for (int i = 0; i < between(10, 18); i++) {
      doings.mount(at, CLI, person, person.otherVaults().getFirst());
      at += between(1, 3) * MINUTE;
      doings.unmount(at, CLI, person, person.otherVaults().getFirst());
    }
  }

  /** Away for weeks, and back with a password half forgotten. */
  private void holiday() {
    Person person = home.people.get(1);
    int from = between(42, 55);
    int until = Math.min(DAYS - 2, from + between(20, 50));
    for (int day = from; day < until; day++) {
      home.away.get(person)[day] = true;
    }
    trail.incident("back-from-holiday", false, home.day(until), home.day(until) + DAY);
    long at = home.usually(person, until);
    for (int i = 0; i < between(1, 3); i++) {
      doings.failure(at, CLI, person.name(), "wrong password");
      at += between(5, 15) * 1_000L;
    }
    doings.unlock(at, CLI, person, "password");
  }
}
