package aico.bus.zmq.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import aico.bus.zmq.RecordPosition;
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

/** An outbox on a file system of its own, which is full. Needs root, to mount it. */
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
      Outbox outbox, int bytes, boolean reserve) {
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
      assertThat(append(outbox, 100, false).join().sequence()).isEqualTo(1);
      Path fill = fill();

      assertThatThrownBy(() -> append(outbox, 60_000, false).join())
          .hasCauseInstanceOf(OutboxException.class)
          .hasMessageContaining("No space left on device");
      assertThat(outbox.failure()).isNull();
      assertThat(outbox.head().sequence()).isEqualTo(1);

      Files.delete(fill);
      assertThat(append(outbox, 60_000, false).join().sequence()).isEqualTo(2);
    }
    // What was taken back left nothing that the next start would take for damage.
    try (Outbox again = open()) {
      assertThat(again.head().sequence()).isEqualTo(2);
      assertThat(append(again, 5, false).join().sequence()).isEqualTo(3);
    }
  }

  @Test
  void append_onAFullDisk_takesWhatMayUseTheReserve() throws Exception {
    try (Outbox outbox = open()) {
      append(outbox, 100, false).join();
      Path fill = fill();

      for (int i = 0; i < 20; i++) {
        assertThat(append(outbox, 3_000, true).join().sequence()).isEqualTo(i + 2);
        fillUp(fill);
        CompletableFuture<RecordPosition> ordinary = append(outbox, 60_000, false);
        assertThatThrownBy(ordinary::join).hasCauseInstanceOf(OutboxException.class);
      }
      assertThat(outbox.head().sequence()).isEqualTo(21);
    }
    Files.delete(mountpoint.resolve("fill"));
    try (Outbox again = open()) {
      assertThat(again.head().sequence()).isEqualTo(21);
      append(again, 100, false).join();
      assertThat(mountpoint.resolve("outbox").resolve(DiskReserve.FILE)).hasSize(DiskReserve.BYTES);
    }
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
        records = append(outbox, Limits.RECORD_BYTES, false).join().sequence();
      }
      Path fill = fill();
      assertThatThrownBy(() -> append(outbox, 100, false).join())
          .hasCauseInstanceOf(OutboxException.class);
      assertThat(outbox.failure()).isNull();

      Files.delete(fill);
      assertThat(append(outbox, 100, false).join().sequence()).isEqualTo(records + 1);
    }
    try (Outbox again = open()) {
      assertThat(again.head().sequence()).isGreaterThan(60);
    }
  }
}
