package aico.cli.app;

import aico.bus.contract.VaultRequest;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.Hook;
import aico.cli.bus.SuiteBus;
import aico.cli.os.CallingUser;
import aico.cli.os.HookProcess;
import aico.cli.os.ServiceLog;
import aico.cli.storage.HookFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the hooks of one moment of one vault in their order, all together within a limit. */
final class HookRuns {
  /** What every hook is told; see {@code HOME.md}. */
  static final String VAULT = "AICO_VAULT";

  static final String PATH = "AICO_PATH";
  static final String MOMENT = "AICO_MOMENT";

  private final HomeLayout home;
  private final HookFolder hooks;
  private final Consumer<String> says;

  HookRuns(HomeLayout home, Consumer<String> says) {
    this.home = home;
    hooks = new HookFolder(home.hooks(), CallingUser.uid());
    this.says = says;
  }

  HookFolder folder() {
    return hooks;
  }

  /** One that fails keeps none of the others from running; those that may not run are told. */
  List<Hook.Ended> run(String vault, String moment, String path, long limitMs)
      throws InterruptedException {
    ServiceLog log = new ServiceLog(home.log("hooks"));
    List<Hook.Ended> ended = new ArrayList<>();
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
    try {
      log.create();
    } catch (IOException full) {
      says.accept("hooks: no log: " + full.getMessage());
      return ended;
    }
    for (Hook hook : hooks.of(vault, moment)) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
      if (!hook.isRunnable() || leftMs <= 0) {
        says.accept(
            "hook %s of vault %s: not run: %s"
                .formatted(hook.name(), vault, leftMs <= 0 ? "no time left" : hook.problem()));
        continue;
      }
      Map<String, String> variables = Map.of(VAULT, vault, PATH, path, MOMENT, moment);
      Hook.Ended one = HookProcess.run(hook, variables, leftMs, log.file());
      says.accept(
          "hook %s of vault %s, %s: exit code %d after %d ms"
              .formatted(hook.name(), vault, moment, one.exit_code(), one.took_ms()));
      ended.add(one);
    }
    return ended;
  }

  /**
   * Has them recorded.
   *
   * @param id of what was due, or null when nobody waits
   */
  static void tell(
      SuiteBus bus, @Nullable String id, String vault, String moment, List<Hook.Ended> ended) {
    bus.ask(
        new VaultRequest.HooksRan(
            id,
            vault,
            moment,
            ended.stream()
                .map(one -> new VaultRequest.HookRun(one.hook(), one.exit_code(), one.took_ms()))
                .toList()),
        SuiteBus.QUICK);
  }

  /**
   * Says which there are, for those that were removed while nothing ran. Of no consequence when
   * nobody hears it: the supervisor says it, too, as long as there are some.
   */
  void tellFound(SuiteBus bus) {
    try {
      bus.ask(new VaultRequest.HooksFound(hooks.found()), SuiteBus.QUICK);
    } catch (CommandFailed unheard) {
      says.accept("changes of hooks are not recorded yet: " + unheard.getMessage());
    }
  }

  /** As {@link #tell}, of no consequence when nobody hears it. */
  void tellIfThere(String vault, String moment, List<Hook.Ended> ended) {
    if (ended.isEmpty()) {
      return;
    }
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      tell(bus, null, vault, moment, ended);
    } catch (CommandFailed nobody) {
      says.accept("the hooks are not recorded: " + nobody.getMessage());
    }
  }
}
