package aico.cli.app;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * All services of a home: started together, since each of them waits for what it needs, and stopped
 * stage by stage in reverse, so that vaults are unmounted while keys and records still have
 * somewhere to go.
 */
final class Supervisor {
  private final StateBoard board;
  private final TreeMap<Integer, List<ServiceKeeper>> byStage = new TreeMap<>();

  Supervisor(StateBoard board) {
    this.board = board;
  }

  void add(int stage, ServiceKeeper keeper) {
    byStage.computeIfAbsent(stage, s -> new ArrayList<>()).add(keeper);
  }

  void start() {
    for (List<ServiceKeeper> keepers : byStage.values()) {
      for (ServiceKeeper keeper : keepers) {
        Thread.ofPlatform().name(keeper.name()).start(keeper);
      }
    }
  }

  /** Returns when every service has ended. */
  void stop() {
    board.stopping();
    try {
      for (List<ServiceKeeper> keepers : byStage.descendingMap().values()) {
        stopTogether(keepers);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stopTogether(List<ServiceKeeper> keepers) throws InterruptedException {
    List<Thread> waiting = new ArrayList<>();
    for (ServiceKeeper keeper : keepers) {
      waiting.add(
          Thread.ofPlatform()
              .name("stop-" + keeper.name())
              .start(() -> {
                try {
                  keeper.stop();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread thread : waiting) {
      thread.join();
    }
  }
}
