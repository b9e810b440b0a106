package aico.cli.app;

import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.Hook;
import aico.cli.bus.SuiteBus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The supervisor's part in hooks: as long as the home has any, says which, asks vault-service which
 * are due, runs them, one vault's after the other, and says how they ended. That the last one is
 * gone is said, too. Without hooks nothing is loaded.
 */
final class HookKeeper implements Runnable {
  /** vault-service holds a question for a second. */
  private static final Duration ASK_LIMIT = Duration.ofSeconds(10);

  /** How soon a new hook is found, and a service that is not there asked again. */
  private static final long PAUSE_MS = 1000;

  private final HomeLayout home;
  private final HookRuns runs;
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final Map<String, ExecutorService> byVault = new HashMap<>();

  HookKeeper(HomeLayout home) {
    this.home = home;
    runs = new HookRuns(home, SupervisorLog::say);
  }

  void start() {
    Thread.ofPlatform().daemon().name("hooks").start(this);
  }

  @Override
  public void run() {
    try {
      while (true) {
        if (runs.folder().all().stream().noneMatch(Hook::isRunnable)) {
          Thread.sleep(PAUSE_MS);
        } else {
          try (SuiteBus bus = SuiteBus.open(home.cli())) {
            askWhileThereAreSome(bus);
          } catch (CommandFailed notReady) {
            // Without its bundle there is no bus yet.
            Thread.sleep(PAUSE_MS);
          }
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void askWhileThereAreSome(SuiteBus bus) throws InterruptedException {
    List<VaultRequest.HookFile> told = List.of();
    List<VaultRequest.HookFile> found = runs.folder().found();
    while (!found.isEmpty() || !told.isEmpty()) {
      try {
        if (!found.equals(told)) {
          // Those that cannot be recorded are not offered either.
          bus.ask(new VaultRequest.HooksFound(found), ASK_LIMIT);
          told = found;
        }
        bus.ask(new VaultRequest.HooksDue(points(found), List.copyOf(running)), ASK_LIMIT)
            .due()
            .forEach(due -> take(bus, due));
      } catch (CommandFailed unreachable) {
        Thread.sleep(PAUSE_MS);
      }
      found = runs.folder().found();
    }
  }

  private static List<VaultRequest.HookPoint> points(List<VaultRequest.HookFile> hooks) {
    return hooks.stream()
        .map(hook -> new VaultRequest.HookPoint(hook.vault(), hook.moment()))
        .distinct()
        .toList();
  }

  private void take(SuiteBus bus, VaultReply.HookDue due) {
    if (running.add(due.id())) {
      byVault
          .computeIfAbsent(
              due.vault(),
              vault ->
                  Executors.newSingleThreadExecutor(
                      Thread.ofPlatform().daemon().name("hooks-" + vault).factory()))
          .execute(() -> runAndTell(bus, due, System.nanoTime()));
    }
  }

  private void runAndTell(SuiteBus bus, VaultReply.HookDue due, long heardNs) {
    try {
      long waitedMs = Duration.ofNanos(System.nanoTime() - heardNs).toMillis();
      List<Hook.Ended> ended =
          runs.run(due.vault(), due.moment(), due.path(), due.left_ms() - waitedMs);
      HookRuns.tell(bus, due.id(), due.vault(), due.moment(), ended);
    } catch (CommandFailed untold) {
      SupervisorLog.say("hooks of vault " + due.vault() + ": not told: " + untold.getMessage());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      running.remove(due.id());
    }
  }
}
