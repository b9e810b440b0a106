package aico.cli.app;

import aico.bus.contract.AuthRequest;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.VaultRequest;
import aico.cli.CommandFailed;
import aico.cli.SuiteService;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Mounts;
import aico.cli.storage.SessionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes all power away at once: keys forgotten, vaults unmounted, session ended. The three are
 * asked side by side, so that a dead service does not hold up the others; it needs neither
 * policy-service, nor auth-service, nor audit-service. Of one user, or of everybody.
 */
final class Lock {
  private final SuiteBus bus;
  private final @Nullable String user;
  private final List<SessionFile> sessions;
  private final List<Path> mountParents;

  /**
   * Takes power away from a user, or from everybody where {@code user} is null.
   *
   * @param sessions theirs
   */
  Lock(SuiteBus bus, @Nullable String user, List<SessionFile> sessions, List<Path> mountParents) {
    this.bus = bus;
    this.user = user;
    this.sessions = sessions;
    this.mountParents = mountParents;
  }

  /**
   * Locks, until a person unlocks: no start opens the keys by itself.
   *
   * @return what is worth saying of a lock that is done
   * @throws CommandFailed when keys or mounts are left
   */
  Optional<String> run() {
    return run(true);
  }

  /**
   * The same for a suite that is about to stop, which is no person's lock: vaults are unmounted
   * with their hooks, sessions end, and the keys go with key-service. Where unattended start is on,
   * the next start opens them.
   */
  Optional<String> runBeforeStop() {
    return run(false);
  }

  private Optional<String> run(boolean untilAPersonUnlocks) {
    ConcurrentMap<SuiteService, CommandFailed> failures = new ConcurrentHashMap<>();
    List<Thread> asking = new ArrayList<>();
    if (untilAPersonUnlocks) {
      asking.add(ask(SuiteService.KEY, new KeyRequest.Lock(user), failures));
    }
    asking.add(ask(SuiteService.VAULT, new VaultRequest.LockAll(user), failures));
    sessions.stream()
        .flatMap(session -> session.id().stream())
        .forEach(
            id -> asking.add(ask(SuiteService.AUTH, new AuthRequest.EndSession(id), failures)));
    join(asking);
    sessions.forEach(SessionFile::forget);
    CommandFailed keysLeft = failures.get(SuiteService.KEY);
    if (keysLeft != null) {
      throw keysLeft;
    }
    CommandFailed vaultsLeft = failures.get(SuiteService.VAULT);
    List<String> mounted = Mounts.below(mountParents);
    if (vaultsLeft != null && !mounted.isEmpty()) {
      throw new CommandFailed(
          vaultsLeft.code(),
          "the keys are locked, but these are still mounted: "
              + mounted
              + " ("
              + vaultsLeft.getMessage()
              + ")",
          vaultsLeft);
    }
    return failures.containsKey(SuiteService.AUTH)
        ? Optional.of("auth-service does not answer; it ends the session when it does")
        : Optional.empty();
  }

  private Thread ask(
      SuiteService service,
      Request<? extends Reply> request,
      ConcurrentMap<SuiteService, CommandFailed> failures) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            bus.ask(request, service == SuiteService.VAULT ? SuiteBus.LONG : SuiteBus.QUICK);
          } catch (CommandFailed failed) {
            failures.put(service, failed);
          }
        });
  }

  private static void join(List<Thread> threads) {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("interrupted");
    }
  }
}
