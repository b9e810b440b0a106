package aico.bridge.storage;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bridge.Event;
import aico.bridge.Events;
import aico.bridge.Outcome;
import aico.bridge.Target.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdjsonOutletTest {
  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("events.ndjson");
  }

  private NdjsonOutlet outlet(int mib, int hours, int keep) {
    return new NdjsonOutlet(file, new Rotation(mib, hours, keep), Event::json, now::get);
  }

  @Test
  void events_areLines_readableToTheGroup() throws IOException {
    try (NdjsonOutlet outlet = outlet(1, 1, 2)) {
      assertThat(outlet.deliver(List.of(Events.plain(0), Events.plain(1))))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(outlet.deliver(List.of(Events.plain(2)))).isInstanceOf(Outcome.Delivered.class);
    }
    assertThat(Files.readAllLines(file)).hasSize(3);
    assertThat(Files.readAllLines(file).get(2)).isEqualTo(new String(Events.plain(2).json()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void lineThatACrashCutShort_isRemoved() throws IOException {
    Files.writeString(file, "{\"whole\":1}\n{\"cut\":");
    try (NdjsonOutlet outlet = outlet(1, 1, 2)) {
      outlet.deliver(List.of(Events.plain(0)));
    }
    assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("{\"whole\":1}");

    Files.writeString(file, "x".repeat(200_000));
    try (NdjsonOutlet outlet = outlet(1, 1, 2)) {
      outlet.deliver(List.of(Events.plain(0)));
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void fileThatIsFull_orOld_isRotated_andOnlySoManyStay() throws IOException {
    String padding = ",\"unmapped\":{\"x\":\"" + "y".repeat(50_000) + "\"}";
    try (NdjsonOutlet outlet = outlet(1, 1, 2)) {
      for (int i = 0; i < 90; i++) {
        outlet.deliver(List.of(Events.of(i, "a.b", 1001, 1, padding)));
      }
      assertThat(Files.size(folder.resolve("events.ndjson.1"))).isBetween(900_000L, 1L << 20);
      assertThat(folder.resolve("events.ndjson.2")).exists();
      assertThat(folder.resolve("events.ndjson.3")).doesNotExist();

      long before = Files.size(file);
      now.addAndGet(2 * 3_600_000);
      outlet.deliver(List.of(Events.plain(100)));
      assertThat(Files.size(folder.resolve("events.ndjson.1"))).isEqualTo(before);
      assertThat(Files.readAllLines(file)).hasSize(1);
    }
  }

  @Test
  void aTestsLine_andAFileMovedAway_disturbNothing() throws IOException {
    try (NdjsonOutlet outlet = outlet(1, 1, 2)) {
      outlet.deliver(List.of(Events.plain(0)));
      outlet.test(Events.plain(77));
      outlet.deliver(List.of(Events.plain(1)));
      assertThat(Files.readAllLines(file)).hasSize(3);

      Files.move(file, folder.resolve("taken-away"));
      outlet.deliver(List.of(Events.plain(2)));
      assertThat(Files.readAllLines(file)).hasSize(1);
    }
  }

  @Test
  void link_orMissingFolder_waits() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine\n");
    Files.createSymbolicLink(file, elsewhere);
    try (NdjsonOutlet outlet = outlet(1, 1, 2)) {
      assertThat(outlet.deliver(List.of(Events.plain(0)))).isInstanceOf(Outcome.Later.class);
      assertThat(outlet.test(Events.plain(0))).isInstanceOf(Outcome.Later.class);
    }
    assertThat(elsewhere).hasContent("mine\n");

    file = folder.resolve("nowhere/events.ndjson");
    try (NdjsonOutlet outlet = outlet(1, 1, 2)) {
      assertThat(outlet.deliver(List.of(Events.plain(0)))).isInstanceOf(Outcome.Later.class);
    }
  }

  @Test
  void fullDisk_leavesNoHalfLine() throws IOException {
    // /dev/full takes nothing; a real one lets the beginning through.
    try (var channel =
        java.nio.channels.FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Lines.append(channel, 0, java.nio.ByteBuffer.wrap("{}\n".getBytes()));
      assertThat(
              Lines.wholeLength(java.nio.channels.FileChannel.open(file, StandardOpenOption.READ)))
          .isEqualTo(3);
    }
    NdjsonOutlet outlet =
        new NdjsonOutlet(Path.of("/dev/full"), new Rotation(1, 1, 1), Event::json, now::get);
    assertThat(outlet.deliver(List.of(Events.plain(0)))).isInstanceOf(Outcome.Later.class);
    outlet.close();
  }
}
