package aico.policy.cedar;

import aico.policy.Question;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints how long loading and a decision take. Run it in a fresh JVM:
 *
 * <pre>java -cp target/classes:target/test-classes:… aico.policy.cedar.DecisionBenchmark</pre>
 */
public final class DecisionBenchmark {
  private static final int WARM_UP = 5_000;
  private static final int MEASURED = 20_000;

  private DecisionBenchmark() {}

  public static void main(String[] args) {
    long start = System.nanoTime();
    CedarDecisionEngine engine = CedarDecisionEngine.load(PolicyTexts.shipped());
    long loaded = System.nanoTime();
    Question allowed = question("owner");
    engine.decide(allowed);
    long first = System.nanoTime();
    print("load, validate, warm up (fresh JVM)", loaded - start);
    print("first decision after it", first - loaded);
    measure(engine, "allow", allowed);
    measure(engine, "deny by default", question("guest"));
  }

  private static void measure(CedarDecisionEngine engine, String what, Question question) {
    for (int i = 0; i < WARM_UP; i++) {
      engine.decide(question);
    }
    long[] nanos = new long[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      long before = System.nanoTime();
      engine.decide(question);
      nanos[i] = System.nanoTime() - before;
    }
    Arrays.sort(nanos);
    print(what + ", p50", nanos[MEASURED / 2]);
    print(what + ", p99", nanos[MEASURED / 100 * 99]);
  }

  private static Question question(String user) {
    return new Question(
        user,
        "cli",
        "vault-service",
        "vault.mount",
        "vault",
        "diary",
        "owner",
        List.of("child"),
        "0123456789abcdef0123456789abcdef");
  }

  private static void print(String what, long nanos) {
    System.out.println(String.format(Locale.ROOT, "%-40s %10.1f µs", what, nanos / 1000.0));
  }
}
