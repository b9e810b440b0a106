package aico.auth.app;

import static aico.auth.app.Street.DEADLINE;
import static aico.auth.app.Street.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.auth.app.Street.Opened;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.testing.PowerCut;
import aico.bus.testing.RecordedDisk;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.RecordBatch;
import aico.bus.zmq.RecordHandler;
import aico.bus.zmq.RecordHello;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while people log in and out, and takes along what was not synced: a session that
 * was answered for is there, one that was answered to have ended stays ended, and so does an answer
 * to an alert that was chosen.
 */
class PowerLossIT {
  private static final int PEOPLE = 4;
  private static final String RULE = "tokens-collected";

  private final Path aside;
  private final KeptRecords records = new KeptRecords();
  private final Street street;
  private final List<Stay> stays = new ArrayList<>();
  private long chosenAt = Long.MAX_VALUE;

  /** A session's life, in positions of the recorded disk. */
  private record Stay(Opened session, String token, long openedAt, long endAskedAt, long endedAt) {}

  PowerLossIT(@TempDir Path root, @TempDir Path aside) throws Exception {
    this.aside = aside;
    street = new Street(root, records);
    street.openKeyService();
    street.keys.unlock();
    street.audit.allow = true;
  }

  @Test
  void afterAPowerCut_noAnswerIsTakenBack() throws Exception {
    long seed = System.nanoTime();
    System.out.println("PowerLossIT seed: " + seed);
    Random random = new Random(seed);
    try (street) {
      RecordedDisk disk = RecordedDisk.of(street.folder(), aside);
      live(disk);
      disk.requireCompleteUntilKilled();
      long end = disk.position();
      List<Long> syncs = disk.beforeSyncs();
      long opened = stays.getFirst().openedAt();
      List<Long> early = syncs.stream().filter(at -> at < opened).toList();
      List<Long> later = syncs.stream().filter(at -> at >= opened).toList();
      for (long position :
          new long[] {
            any(early, random), any(later, random), any(later, random), any(later, random), end
          }) {
        PowerCut cut = position == end ? PowerCut.losingAll() : PowerCut.losingSome(random);
        disk.after(position, cut).restoreTo(street.folder());
        records.backTo(position);
        try {
          startAgain(position);
        } catch (AssertionError | RuntimeException failed) {
          throw new AssertionError("seed %d, cut at %d %s".formatted(seed, position, cut), failed);
        }
      }
    }
  }

  private static long any(List<Long> points, Random random) {
    return points.get(random.nextInt(points.size()));
  }

  /** Ended by kill -9. */
  private void live(RecordedDisk disk) throws Exception {
    records.disk = disk;
    try (ServiceProcess service = street.start(disk.environment())) {
      street.awaitReady(service);
      for (int i = 0; i < PEOPLE; i++) {
        Opened session = street.login();
        String token = street.token(session, "auth-service");
        long openedAt = disk.position();
        if (i == 1) {
          street.cli.ask(new AuthRequest.Respond(RULE, true), token, null, DEADLINE);
          chosenAt = disk.position();
        }
        long endAskedAt = Long.MAX_VALUE;
        long endedAt = Long.MAX_VALUE;
        if (i % 2 == 0) {
          endAskedAt = disk.position();
          street.cli.ask(new AuthRequest.EndSession(session.id()), DEADLINE);
          endedAt = disk.position();
        }
        stays.add(new Stay(session, token, openedAt, endAskedAt, endedAt));
      }
      await().atMost(PATIENCE).until(() -> records.last >= 2L * PEOPLE);
      service.kill();
    }
  }

  private void startAgain(long position) throws Exception {
    try (ServiceProcess service = street.start()) {
      street.awaitReady(service);
      for (Stay stay : stays) {
        if (stay.endedAt() <= position) {
          assertThatThrownBy(() -> street.token(stay.session(), "vault-service"))
              .isInstanceOfSatisfying(
                  RequestFailed.class,
                  failed -> assertThat(failed.code()).isEqualTo(ErrorCode.DENIED));
          assertThat(street.state().revoked()).contains(stay.session().id());
        } else if (stay.openedAt() <= position && position <= stay.endAskedAt()) {
          assertThat(street.token(stay.session(), "vault-service")).isNotBlank();
          assertThat(Street.check("auth-service").verify(stay.token(), street.state(), "cli"))
              .isNotNull();
        }
      }
      if (chosenAt <= position) {
        assertThat(street.standing()).containsExactly(RULE);
      }
      assertThat(service.stop()).as(service.log()).isZero();
    }
  }

  /** Plays audit-service, which does not lose power, and was no further at an earlier moment. */
  private static final class KeptRecords implements RecordHandler {
    private final TreeMap<Long, Long> lastAt = new TreeMap<>();
    private volatile @Nullable RecordedDisk disk;
    private volatile long last;

    @Override
    public synchronized CompletionStage<Long> hello(RecordHello hello) {
      return CompletableFuture.completedStage(last);
    }

    @Override
    public synchronized CompletionStage<Long> store(RecordBatch batch) {
      last = Math.max(last, batch.lastSequence());
      RecordedDisk recording = disk;
      if (recording != null) {
        lastAt.put(recording.position(), last);
      }
      return CompletableFuture.completedStage(last);
    }

    synchronized void backTo(long position) {
      disk = null;
      var then = lastAt.floorEntry(position);
      last = then == null ? 0 : then.getValue();
    }
  }
}
