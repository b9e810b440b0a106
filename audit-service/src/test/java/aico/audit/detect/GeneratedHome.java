package aico.audit.detect;

import aico.bus.contract.Principals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Months in a made-up home: people who come and go in their own rhythm, a machine that restarts now
 * and then, attacks, and as many harmless things that look like one. It all follows from the seed.
 */
final class GeneratedHome {
  static final int DAYS = 110;

  /** By then everybody is known who will be. */
  static final int QUIET_DAYS = 45;

  static final long HOUR = 3_600_000L;
  static final long DAY = 24 * HOUR;
  static final long MINUTE = 60_000L;
  static final String CLI = Principals.CLI;

  /** A Thursday. */
  private static final long BEGIN = 1_767_225_600_000L;

  final Random random;
  final GeneratedTrail trail;
  final Doings doings;
  final List<Person> people = new ArrayList<>();

  /** On which days somebody is away, and who comes back no more. */
  final Map<Person, boolean[]> away = new HashMap<>();

  /** By how many hours somebody's day is moved. */
  final Map<Person, int[]> moved = new HashMap<>();

  Person dormant;

  GeneratedHome(long seed) {
    random = new Random(seed);
    trail = new GeneratedTrail(random);
    doings = new Doings(trail, random);
    int many = 2 + random.nextInt(3);
    for (int i = 0; i < many; i++) {
      people.add(new Person(i == 0 ? "owner" : "person" + i, random));
    }
    dormant = new Person("grandma", random);
    people.add(dormant);
    for (Person person : people) {
      away.put(person, new boolean[DAYS]);
      moved.put(person, new int[DAYS]);
    }
    for (int day = 36 + random.nextInt(8); day < DAYS; day++) {
      away.get(dormant)[day] = true;
    }
    new Incidents(this).plan();
    live();
  }

  long day(int day) {
    return BEGIN + day * DAY;
  }

  /** A time at which the person is usually there. */
  long usually(Person person, int day) {
    int length = person.evening() - person.morning();
    return day(day)
        + (person.morning() + 1 + random.nextInt(length - 1)) * HOUR
        + random.nextInt(50) * MINUTE;
  }

  /** A time at which the person was never there. */
  long atNight(Person person, int day) {
    int free = 24 - (person.evening() - person.morning());
    int hour = (person.evening() + free / 2 + random.nextInt(2)) % 24;
    return day(day) + hour * HOUR + random.nextInt(50) * MINUTE;
  }

  private void live() {
    trail.calm();
    doings.boot(day(0));
    for (int day = 0; day < DAYS; day++) {
      if (day > 0 && random.nextInt(7) == 0) {
        long at = day(day) + 4 * HOUR + random.nextInt(30) * MINUTE;
        doings.stop(at);
        doings.boot(at + 40_000);
      }
      for (Person person : people) {
        if (!away.get(person)[day] && random.nextDouble() < person.activeOn()) {
          day(person, day);
        }
      }
      if (random.nextInt(5) == 0) {
        // JeroMQ's own connects stall now and then.
        doings.refused(
            day(day) + random.nextInt(24) * HOUR,
            Principals.KEY,
            "key.requests",
            "stalled",
            10 + random.nextInt(20));
      }
    }
  }

  private void day(Person person, int day) {
    long shift = moved.get(person)[day] * HOUR;
    long at =
        day(day)
            + person.morning() * HOUR
            + random.nextInt(55) * MINUTE
            + random.nextInt(60_000)
            + shift;
    int sessions = 1 + random.nextInt(3);
    long end = day(day) + person.evening() * HOUR + shift;
    for (int i = 0; i < sessions && at < end; i++) {
      if (random.nextDouble() < person.mistypes()) {
        int times = 1 + random.nextInt(2);
        for (int t = 0; t < times; t++) {
          doings.failure(at, CLI, person.name(), "wrong password");
          at += 4_000 + random.nextInt(6_000);
        }
      }
      doings.unlock(at, CLI, person, "password");
      int deeds = random.nextInt(6);
      for (int d = 0; d < deeds && at < end; d++) {
        at += 2 * MINUTE + random.nextInt(40) * MINUTE;
        deed(at, person);
      }
      at += 10 * MINUTE + random.nextInt(90) * MINUTE;
      doings.lock(at, CLI, person);
      at += HOUR + random.nextInt(180) * MINUTE;
    }
  }

  private void deed(long at, Person person) {
    String other = person.otherVaults().get(random.nextInt(person.otherVaults().size()));
    switch (random.nextInt(12)) {
      case 0 -> doings.check(at, CLI, person, other);
      case 1 -> doings.unmount(at, CLI, person, other);
      case 2 ->
          doings.denied(at, CLI, person.name(), "vault.create", "vault-service", "default-deny");
      default -> doings.mount(at, CLI, person, other);
    }
  }
}
