package aico.bridge.app;

import aico.bridge.Reach;
import aico.bridge.Target;
import aico.bridge.TargetState;
import aico.bridge.net.Faults;
import aico.bridge.net.GuardedNames;
import aico.bridge.storage.StatusFile;
import aico.bridge.storage.TargetsFile;
import aico.bus.zmq.StreamClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what runs equal to what {@code targets.json} says, and tells how it goes. A file that
 * cannot be used changes nothing: the targets that run go on.
 */
final class Bridge {
  private static final long TURN_MS = 500;

  private final Places places;
  private final StreamClients clients;
  private final StatusFile status;
  private final Map<String, Errand> errands = new TreeMap<>();
  private final Map<String, TargetState> broken = new TreeMap<>();
  private List<TargetState> told = List.of();
  private String toldProblem = "";
  private String problem = "";
  private @Nullable Object stamp;
  private boolean ended;

  Bridge(Places places, StreamClients clients) {
    this.places = places;
    this.clients = clients;
    status = new StatusFile(places.state().resolve(StatusFile.NAME));
  }

  /** Returns when {@link #end} was called and every target has stopped. */
  void run() throws InterruptedException {
    tell(true);
    while (!isEnded()) {
      look();
      tell(false);
      pause();
    }
    errands.values().forEach(Errand::close);
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  private synchronized void pause() throws InterruptedException {
    if (!ended) {
      wait(TURN_MS);
    }
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  private void look() {
    Object now = stamp(places.targets());
    if (now != null && !now.equals(stamp)) {
      stamp = now;
      try {
        TargetsFile.read(places.targets()).ifPresent(this::reconcile);
        problem = "";
      } catch (RuntimeException unusable) {
        problem = Faults.printable(String.valueOf(unusable.getMessage()));
        System.err.println("bridge: the new settings are not used: " + problem);
      }
    }
  }

  private void reconcile(TargetsFile.Content content) {
    Map<String, Target> wanted = new TreeMap<>();
    content.targets().forEach(target -> wanted.put(target.name(), target));
    errands
        .values()
        .removeIf(errand -> {
          boolean stays =
              errand.target().equals(wanted.get(errand.target().name())) && errand.isAt(content);
          if (!stays) {
            errand.close();
          }
          return !stays;
        });
    // Nothing new may be reached before what is gone is closed.
    GuardedNames.allow(Reach.of(content.targets()));
    broken.clear();
    for (Target target : wanted.values()) {
      if (!errands.containsKey(target.name())) {
        start(target, content);
      }
    }
  }

  private void start(Target target, TargetsFile.Content content) {
    try {
      errands.put(target.name(), new Errand(target, content, places, clients));
    } catch (RuntimeException unusable) {
      String why = Faults.printable(String.valueOf(unusable.getMessage()));
      System.err.println("bridge: " + target.name() + ": " + why);
      broken.put(
          target.name(),
          new TargetState(
              target.name(),
              TargetState.STOPPED,
              target.from(),
              -1,
              0,
              0,
              why,
              System.currentTimeMillis(),
              0));
    }
  }

  private void tell(boolean always) {
    List<TargetState> now = new ArrayList<>(broken.values());
    errands.values().forEach(errand -> now.add(errand.state()));
    if (always || !now.equals(told) || !problem.equals(toldProblem)) {
      try {
        status.write(problem, now);
        told = now;
        toldProblem = problem;
      } catch (IOException full) {
        // The next turn tries again; deliveries do not depend on it.
      }
    }
  }

  private static @Nullable Object stamp(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return List.of(is.lastModifiedTime().toString(), is.size(), String.valueOf(is.fileKey()));
    } catch (IOException gone) {
      return null;
    }
  }
}
