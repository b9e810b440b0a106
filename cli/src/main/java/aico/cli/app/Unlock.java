package aico.cli.app;

import aico.bus.contract.Users;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.VaultStatus;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.Sessions;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.SessionFile;
import java.time.Duration;
import java.util.List;

/** Opens a user's keys and keeps a session. */
final class Unlock {
  /** Vaults mount one after the other, half a second each; many vaults on a slow disk. */
  private static final Duration MOUNT_LIMIT = Duration.ofSeconds(30);

  /**
   * The event of the unlock reaches vault-service well within it. On a slow machine it is as long
   * as the unlock took: before a vault counts as mounting its key is derived, at a fifth of that
   * cost.
   */
  private static final Duration QUIET_MIN = Duration.ofMillis(1500);

  private static final long POLL_MS = 100;
  private static final String MOUNTING = "mounting";
  private static final String LOCKED = "locked";

  private final SuiteBus bus;
  private final SessionFile sessionFile;
  private final String user;
  private long quietNs = QUIET_MIN.toNanos();

  /** The owner's, whose session file it is. */
  Unlock(SuiteBus bus, SessionFile sessionFile) {
    this(bus, sessionFile, Users.OWNER);
  }

  Unlock(SuiteBus bus, SessionFile sessionFile, String user) {
    this.bus = bus;
    this.sessionFile = sessionFile;
    this.user = user;
  }

  void withPassword(SecretBytes password) {
    with(new OwnerProof.Password(password));
  }

  /** The proof stays the caller's to close. */
  void with(OwnerProof proof) {
    Sessions sessions = new Sessions(bus, user);
    long startNs = System.nanoTime();
    Sessions.Attested attested = sessions.unlock(proof);
    quietNs = Math.max(quietNs, System.nanoTime() - startNs);
    withProof(sessions, attested);
  }

  void withProof(Sessions sessions, Sessions.Attested attested) {
    try (Sessions.Opened session = sessions.open(attested)) {
      keep(session);
    }
  }

  private void keep(Sessions.Opened session) {
    try {
      sessionFile.write(session.id(), session.secret());
    } catch (CommandFailed notKept) {
      throw new CommandFailed(
          notKept.code(),
          "unlocked, but no session could be kept (%s): see to it, then run aico unlock again"
              .formatted(notKept.getMessage()),
          notKept);
    }
  }

  /**
   * Waits for the user's vaults that mount at an unlock: until all are mounted, or nothing has
   * moved for a while, since a vault that a person unmounted stays so.
   */
  void awaitMounts() {
    long startNs = System.nanoTime();
    long movedNs = startNs;
    List<VaultStatus> before = List.of();
    while (System.nanoTime() - startNs < MOUNT_LIMIT.toNanos()) {
      List<VaultStatus> vaults =
          StatusReader.of(bus.ask(new VaultRequest.ListVaults(), SuiteBus.QUICK));
      if (!vaults.equals(before)) {
        movedNs = System.nanoTime();
        before = vaults;
      }
      boolean mounting = vaults.stream().anyMatch(v -> v.state().equals(MOUNTING));
      boolean locked = vaults.stream().anyMatch(v -> v.state().equals(LOCKED) && v.isOpenTo(user));
      if (!mounting && (!locked || System.nanoTime() - movedNs > quietNs)) {
        return;
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
