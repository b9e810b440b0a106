package aico.key.app;

import static aico.key.app.Refusals.sentence;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.Principals;
import aico.bus.crypto.SecretBytes;
import aico.bus.testing.PowerCut;
import aico.bus.testing.RecordedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while keys are made, the password is changed, and the master key and the
 * installation key are rotated, and takes along what was not synced: the old secret opens, or the
 * new one, and always the same vault key.
 */
class PowerLossIT {
  private static final String FIRST = "the first password";
  private static final String SECOND = "the second password";
  private static final String THIRD = "the third password";
  private static final String DIARY = "d1".repeat(16);

  private final TestHome home;
  private final Path state;
  private final Path aside;
  private final Peer cli;
  private final Peer vault;
  private SecretBytes vaultKey = SecretBytes.allocate(0);
  private long created;
  private long handedOut;
  private long changed;
  private long rotated;
  private long end;

  PowerLossIT(@TempDir Path root, @TempDir Path aside) throws IOException {
    this.aside = aside;
    home = new TestHome(root);
    state = home.folder(Principals.KEY);
    cli = new Peer(home.folder(Principals.CLI));
    vault = new Peer(home.folder(Principals.VAULT));
  }

  @AfterEach
  void end() {
    vaultKey.close();
    cli.close();
    vault.close();
  }

  @Test
  void afterAPowerCut_theOldSecretOpensOrTheNew_andNothingAnsweredIsTakenBack() throws Exception {
    long seed = System.nanoTime();
    System.out.println("PowerLossIT seed: " + seed);
    Random random = new Random(seed);
    RecordedDisk disk = RecordedDisk.of(state, aside);
    live(disk);
    disk.requireCompleteUntilKilled();

    List<Long> syncs = disk.beforeSyncs();
    List<Long> positions =
        List.of(
            anyOf(syncs, 0, created, random),
            anyOf(syncs, handedOut, changed, random),
            anyOf(syncs, changed, rotated, random),
            anyOf(syncs, rotated, end, random),
            end);
    for (long position : positions) {
      // Just when something is answered, all that was not synced goes.
      PowerCut cut = position == end ? PowerCut.losingAll() : PowerCut.losingSome(random);
      disk.after(position, cut).restoreTo(state);
      try {
        startAgain(position);
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("seed %d, cut at %d %s".formatted(seed, position, cut), failed);
      }
    }
  }

  /** One of the points, from one of them up to another. */
  private static long anyOf(List<Long> points, long from, long to, Random random) {
    List<Long> within = points.stream().filter(at -> from <= at && at < to).toList();
    return within.get(random.nextInt(within.size()));
  }

  /** Ended by kill -9. */
  private void live(RecordedDisk disk) throws Exception {
    try (ServiceProcess service = new ServiceProcess(state, disk.environment())) {
      Peer.awaitReady(cli, vault);
      cli.create(FIRST).close();
      created = disk.position();
      vaultKey = vault.vaultKey(DIARY, true);
      handedOut = disk.position();
      try (SecretBytes first = Peer.secret(FIRST)) {
        cli.changePassword("password", first, SECOND);
      }
      changed = disk.position();
      cli.rotateMaster(SECOND, THIRD).close();
      rotated = disk.position();
      // vault-service has no key of its own here, so that nothing is waited for.
      assertThat(cli.rotateInstallation(THIRD).waiting()).isEmpty();
      end = disk.position();
      service.kill();
    }
  }

  private void startAgain(long position) throws Exception {
    try (ServiceProcess service = new ServiceProcess(state)) {
      Peer.awaitReady(cli, vault);
      assertThat(service.isAlive()).isTrue();
      if (cli.state().users().isEmpty()) {
        assertThat(position).as("the user was there").isLessThan(created);
        return;
      }
      assertThat(opened(position)).as(service.log()).isTrue();
      Awaitility.await("rotation").until(() -> cli.state().rotation() == null);
      if (position >= handedOut) {
        try (SecretBytes again = vault.vaultKey(DIARY, false)) {
          assertThat(again.constantTimeEquals(vaultKey)).isTrue();
        }
      }
      service.stop();
    }
  }

  /** By a password that may stand at this point; the throttle lets one wrong one pass. */
  private boolean opened(long position) {
    if (position >= rotated) {
      return opens(THIRD);
    }
    if (position >= changed) {
      return opens(SECOND) || opens(THIRD);
    }
    return opens(FIRST) || opens(SECOND);
  }

  private boolean opens(String password) {
    return sentence(() -> cli.unlock(password)).isEmpty();
  }
}
