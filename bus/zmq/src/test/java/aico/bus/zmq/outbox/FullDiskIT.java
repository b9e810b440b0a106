package aico.bus.zmq.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import aico.bus.zmq.RecordPosition;
import aico.bus.zmq.Reserve;
import aico.bus.zmq.SpareFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outbox, and a state file, on a file system of its own, which is full. Needs root, to mount it.
 */
class FullDiskIT {
  private static final int DISK_BYTES = 8 * 1024 * 1024;

  @TempDir private Path mountpoint;

  @BeforeEach
  void mount() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", mountpoint.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", mountpoint.toString());
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", List.of(command)).isZero();
  }

  private Outbox open() {
    return new Outbox(mountpoint.resolve("outbox"), () -> {});
  }

  private static CompletableFuture<RecordPosition> append(
      Outbox outbox, int bytes, Reserve reserve) {
    return outbox.append(List.of(new byte[bytes]), reserve);
  }

  private Path fill() throws IOException {
    Path file = mountpoint.resolve("fill");
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      return file;
    }
  }

  @Test
  void append_onAFullDisk_isRefusedAndGoesOnWhenThereIsRoom() throws Exception {
    try (Outbox outbox = open()) {
      assertThat(append(outbox, 100, Reserve.NONE).join().sequence()).isEqualTo(1);
      Path fill = fill();

      assertThatThrownBy(() -> append(outbox, 60_000, Reserve.NONE).join())
          .hasCauseInstanceOf(OutboxException.class)
          .hasMessageContaining("No space left on device");
      assertThat(outbox.failure()).isNull();
      assertThat(outbox.head().sequence()).isEqualTo(1);

      Files.delete(fill);
      assertThat(append(outbox, 60_000, Reserve.NONE).join().sequence()).isEqualTo(2);
    }
    // What was taken back left nothing that the next start would take for damage.
    try (Outbox again = open()) {
      assertThat(again.head().sequence()).isEqualTo(2);
      assertThat(append(again, 5, Reserve.NONE).join().sequence()).isEqualTo(3);
    }
  }

  @Test
  void append_onAFullDisk_takesWhatMayUseTheReserve() throws Exception {
    try (Outbox outbox = open()) {
      append(outbox, 100, Reserve.NONE).join();
      Path fill = fill();

      for (int i = 0; i < 20; i++) {
        assertThat(append(outbox, 3_000, Reserve.CLOSING).join().sequence()).isEqualTo(i + 2);
        fillUp(fill);
        CompletableFuture<RecordPosition> ordinary = append(outbox, 60_000, Reserve.NONE);
        assertThatThrownBy(ordinary::join).hasCauseInstanceOf(OutboxException.class);
      }
      assertThat(outbox.head().sequence()).isEqualTo(21);
    }
    Files.delete(mountpoint.resolve("fill"));
    try (Outbox again = open()) {
      assertThat(again.head().sequence()).isEqualTo(21);
      append(again, 100, Reserve.NONE).join();
      assertThat(mountpoint.resolve("outbox").resolve(DiskReserve.FILE)).hasSize(DiskReserve.BYTES);
    }
  }

  /** However often somebody comes in: that they go can be recorded. */
  @Test
  void append_ofWhatLetsIn_leavesTheReserveOfWhatTakesPowerAway() throws Exception {
    try (Outbox outbox = open()) {
      append(outbox, 100, Reserve.NONE).join();
      Path fill = fill();

      int entered = 0;
      CompletableFuture<RecordPosition> next = append(outbox, 3_000, Reserve.OPENING);
      while (!next.handle((position, refused) -> refused != null).join()) {
        entered++;
        fillUp(fill);
        next = append(outbox, 3_000, Reserve.OPENING);
      }
      assertThat(entered).isGreaterThan(15);
      assertThatThrownBy(next::join).hasMessageContaining("the part set aside for unlocking");
      assertThat(mountpoint.resolve("outbox").resolve(DiskReserve.FILE))
          .satisfies(file -> assertThat(file.toFile().length()).isGreaterThanOrEqualTo(256 * 1024));
      for (int i = 0; i < 20; i++) {
        append(outbox, 3_000, Reserve.CLOSING).join();
        fillUp(fill);
      }
    }
  }

  /** Others take every block that is given back, for as long as it takes. */
  @Test
  void spareFile_isReplacedAgainAndAgain_withoutABlock() throws Exception {
    Path file = Files.writeString(mountpoint.resolve("state"), "before");
    SpareFile spare = new SpareFile(file, 8 * 1024);
    spare.setAside();
    Path fill = fill();

    for (int i = 0; i < 100; i++) {
      byte[] content = ("state " + i).repeat(1 + i).getBytes(UTF_8);
      assertThatThrownBy(() -> Files.write(mountpoint.resolve("draft"), new byte[1]))
          .hasMessageContaining("No space left on device");
      spare.replace(content);
      assertThat(file).hasBinaryContent(content);
      fillUp(fill);
    }
    byte[] tooLong = new byte[64 * 1024];
    assertThatThrownBy(() -> spare.replace(tooLong)).hasMessage("No space left on device");
    assertThat(file).content().startsWith("state 99");

    Files.delete(fill);
    spare.setAside();
    assertThat(mountpoint.resolve("state.spare")).hasSize(8 * 1024);
  }

  /** Others take what is free. */
  private static void fillUp(Path fill) throws IOException {
    try (var out = Files.newOutputStream(fill, java.nio.file.StandardOpenOption.APPEND)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      return;
    }
  }

  @Test
  void append_whenNoNewSegmentFits_isRefusedAndGoesOn() throws Exception {
    try (Outbox outbox = open()) {
      long records = 0;
      while (outbox.usedBytes() < Segment.ROLL_BYTES) {
        records = append(outbox, Limits.RECORD_BYTES, Reserve.NONE).join().sequence();
      }
      Path fill = fill();
      assertThatThrownBy(() -> append(outbox, 100, Reserve.NONE).join())
          .hasCauseInstanceOf(OutboxException.class);
      assertThat(outbox.failure()).isNull();

      Files.delete(fill);
      assertThat(append(outbox, 100, Reserve.NONE).join().sequence()).isEqualTo(records + 1);
    }
    try (Outbox again = open()) {
      assertThat(again.head().sequence()).isGreaterThan(60);
    }
  }
}
