package aico.audit.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Somebody who lives in a made-up home. */
final class Person {
  private final String name;
  private final List<String> vaults = new ArrayList<>();
  private final List<String> otherVaults = new ArrayList<>();
  private final int morning;
  private final int evening;
  private final double activeOn;
  private final double mistypes;
  private String session = "";

  /** Goes to bed and gets up at some hour; is active on most or some days. */
  Person(String name, Random random) {
    this.name = name;
    morning = 6 + random.nextInt(4);
    evening = 18 + random.nextInt(5);
    activeOn = 0.55 + 0.45 * random.nextDouble();
    mistypes = 0.03 + 0.1 * random.nextDouble();
    int many = 1 + random.nextInt(random.nextInt(6) == 0 ? 30 : 5);
    for (int i = 0; i < many; i++) {
      vaults.add(name + "-" + i);
    }
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      otherVaults.add(name + "-archive-" + i);
    }
  }

  String name() {
    return name;
  }

  /** Those that mount at unlock. */
  List<String> vaults() {
    return vaults;
  }

  /** Those that are mounted when needed. */
  List<String> otherVaults() {
    return otherVaults;
  }

  int morning() {
    return morning;
  }

  int evening() {
    return evening;
  }

  double activeOn() {
    return activeOn;
  }

  double mistypes() {
    return mistypes;
  }

  String session() {
    return session;
  }

  String newSession(String id) {
    session = id;
    return id;
  }
}
