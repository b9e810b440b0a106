package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.cli.CommandFailed;
import aico.cli.Keys.InstallationRotated;
import aico.cli.bus.KeyChanges;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.BackupNotes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A new installation key, until every service has taken its part of it. */
final class RotateInstallation {
  /** Services look every few seconds; one of them may be sealing a large manifest. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration ASK_EVERY = Duration.ofMillis(250);

  private final Surroundings surroundings;
  private final String user;

  RotateInstallation(Surroundings surroundings, String user) {
    this.surroundings = surroundings;
    this.user = user;
  }

  InstallationRotated run(SuiteBus bus, OwnerProof proof, @Nullable String into) {
    KeyReply.InstallationRotation begun = new KeyChanges(bus, user).rotateInstallation(proof, into);
    List<String> waiting = untilEnd(bus, begun);
    return new InstallationRotated(
        begun.to(),
        begun.from(),
        begun.to_storage(),
        begun.from_storage(),
        waiting,
        older(begun),
        new BackupNotes(surroundings.home()).told());
  }

  /** What it still waits for when time is up; key-service may be restarting meanwhile. */
  private List<String> untilEnd(SuiteBus bus, KeyReply.InstallationRotation begun) {
    List<String> waiting = begun.waiting();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!waiting.isEmpty() && System.nanoTime() < end && pause()) {
      try {
        KeyReply.InstallationRotation now =
            bus.ask(new KeyRequest.State(), SuiteBus.QUICK).rotation();
        List<String> next = now == null ? List.of() : now.waiting();
        if (!next.isEmpty() && !next.equals(waiting)) {
          surroundings.say("waiting for " + String.join(", ", next));
        }
        waiting = next;
      } catch (CommandFailed notThere) {
        // It goes on when key-service is back.
      }
    }
    return waiting;
  }

  private static boolean pause() {
    try {
      Thread.sleep(ASK_EVERY);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> older(KeyReply.InstallationRotation rotation) {
    List<String> older = new ArrayList<>();
    older.add(
        "the installation key %s opens what the services kept that day: sessions, the trail's"
                .formatted(rotation.from())
            + " signing keys, manifests");
    older.add("and, where the keys opened unattended then, the master key of whom they opened for");
    return older;
  }
}
