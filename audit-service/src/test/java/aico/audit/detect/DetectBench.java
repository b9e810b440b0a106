package aico.audit.detect;

import aico.audit.detect.GeneratedTrail.Labelled;
import aico.audit.storage.WatchFiles;
import aico.detect.Detection;
import aico.detect.Event;
import aico.detect.RuleSet;
import aico.detect.Silence;
import aico.detect.json.LeafReader;
import aico.detect.sigma.DefaultRules;
import aico.detect.sigma.SigmaRules;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints one JSON object for {@code deploy/bench/detect.sh}: {@code FOLDER FIRST_SEED HOMES
 * ROUNDS}. With a fifth argument it also prints every mistake, to tune by.
 */
public final class DetectBench {
  private DetectBench() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    long first = Long.parseLong(args[1]);
    int homes = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    Scored all = new Scored(0, 0, 0, 0, List.of());
    for (int i = 0; i < homes; i++) {
      all = all.plus(Scored.of(first + i, new InMemoryProfiles()));
    }
    if (args.length > 4) {
      all.mistakes().forEach(System.err::println);
    }
    double[] micros = new double[rounds];
    long events = 0;
    List<Labelled> leaves = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      leaves.addAll(new GeneratedHome(first + i).trail.leaves());
    }
    for (int round = 0; round < rounds; round++) {
      micros[round] = microsPerEvent(folder, leaves);
      events = leaves.size();
    }
    Arrays.sort(micros);
    System.out.printf(
        "{\"us_per_event\":%.2f,\"precision\":%.4f,\"recall\":%.4f,\"alerts\":%d,\"attacks\":%d,\"timed_events\":%d}%n",
        micros.length == 0 ? 0 : micros[micros.length / 2],
        all.precision(),
        all.recall(),
        all.alerts(),
        all.attacks(),
        events);
  }

  /**
   * From the leaf's bytes to findings, with profiles in their file. The thread's own time, so that
   * what else the machine does does not count.
   */
  private static double microsPerEvent(Path folder, List<Labelled> leaves) {
    WatchFiles files = new WatchFiles(folder, "0123456789abcdef0123456789abcdef");
    var unused = files.load();
    RuleSet rules = SigmaRules.read(DefaultRules.files()).rules();
    Detection detection =
        new Detection(rules, files.profiles(), new Silence(Silence.State.empty()));
    LeafReader reader = new LeafReader(rules.fields());
    long findings = 0;
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    for (Labelled labelled : leaves) {
      Event event = reader.read(labelled.leaf());
      List<Object> found = new ArrayList<>(0);
      detection.see(event, labelled.storedMs(), found::add);
      findings += found.size();
    }
    double micros = (threads.getCurrentThreadCpuTime() - begin) / 1e3 / leaves.size();
    if (findings == 0) {
      throw new IllegalStateException("no findings");
    }
    return micros;
  }
}
