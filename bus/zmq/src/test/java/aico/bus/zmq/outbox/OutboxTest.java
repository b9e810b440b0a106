package aico.bus.zmq.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import aico.bus.zmq.OutboxFull;
import aico.bus.zmq.RecordPosition;
import aico.bus.zmq.Reserve;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {
  private static final long MIB = 1024 * 1024;

  @TempDir Path folder;

  private Outbox open() {
    return new Outbox(folder, () -> {});
  }

  private Outbox open(long limitBytes) {
    return new Outbox(folder, limitBytes, () -> {});
  }

  private static RecordPosition append(Outbox outbox, String... records) {
    List<byte[]> bytes = Stream.of(records).map(r -> r.getBytes(UTF_8)).toList();
    return outbox.append(bytes, Reserve.NONE).join();
  }

  private static List<String> read(Outbox outbox, long from) {
    List<String> records = new ArrayList<>();
    long sequence = from;
    Chunk chunk;
    while ((chunk = outbox.read(sequence, Limits.BATCH_BYTES, Long.MAX_VALUE)) != null) {
      assertThat(chunk.firstSequence()).isEqualTo(sequence);
      ByteBuffer in = ByteBuffer.wrap(chunk.records());
      for (int i = 0; i < chunk.count(); i++) {
        byte[] record = new byte[in.getInt()];
        in.get(record);
        records.add(new String(record, UTF_8));
      }
      sequence = chunk.lastSequence() + 1;
    }
    return records;
  }

  private Path segment() throws IOException {
    return segments().getLast();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".seg")).sorted().toList();
    }
  }

  @Test
  void append_isNumberedFromOne_andRead() {
    try (Outbox outbox = open()) {
      assertThat(append(outbox, "a").sequence()).isEqualTo(1);
      assertThat(append(outbox, "b", "c").sequence()).isEqualTo(3);

      assertThat(read(outbox, 1)).containsExactly("a", "b", "c");
      assertThat(read(outbox, 3)).containsExactly("c");
      assertThat(read(outbox, 4)).isEmpty();
    }
  }

  @Test
  void reopen_keepsIncarnationSequenceAndHash() throws Exception {
    String incarnation;
    byte[] hash;
    try (Outbox outbox = open()) {
      append(outbox, "a", "b");
      incarnation = outbox.incarnation();
      hash = outbox.head().hash();
    }
    try (Outbox outbox = open()) {
      assertThat(outbox.incarnation()).isEqualTo(incarnation);
      assertThat(outbox.head().sequence()).isEqualTo(2);
      assertThat(outbox.head().hash()).isEqualTo(hash);
      assertThat(append(outbox, "c")).isEqualTo(new RecordPosition(incarnation, 3));
      assertThat(read(outbox, 1)).containsExactly("a", "b", "c");
    }
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(new byte[32]);
    byte[] first = sha256.digest("a".getBytes(UTF_8));
    sha256.update(first);
    assertThat(hash).isEqualTo(sha256.digest("b".getBytes(UTF_8)));
  }

  @Test
  void reopen_afterAllIsAcknowledged_keepsTheSequence() throws Exception {
    byte[] record = new byte[60_000];
    try (Outbox outbox = open()) {
      for (int i = 0; i < 200; i++) {
        outbox.append(List.of(record), Reserve.NONE).join();
      }
      assertThat(segments()).hasSizeGreaterThan(2);
      outbox.acknowledge(200);
      assertThat(segments()).hasSize(1);
      assertThat(outbox.base().sequence()).isPositive();
    }
    try (Outbox outbox = open()) {
      assertThat(outbox.head().sequence()).isEqualTo(200);
      assertThat(append(outbox, "next").sequence()).isEqualTo(201);
    }
  }

  @Test
  void read_overSegments_goesOnWhereItEnded() throws Exception {
    try (Outbox outbox = open()) {
      for (int i = 1; i <= 400; i++) {
        append(outbox, "%06d ".formatted(i).repeat(7_000));
      }
      assertThat(segments()).hasSizeGreaterThan(3);
      for (long from : new long[] {1, 400, 77, 76, 75, 250, 1}) {
        assertThat(read(outbox, from).stream().map(r -> Integer.parseInt(r.substring(0, 6))))
            .containsExactlyElementsOf(
                java.util.stream.IntStream.rangeClosed((int) from, 400).boxed().toList());
      }
    }
  }

  @Test
  void acknowledge_keepsWhatIsNotAcknowledged() {
    byte[] record = new byte[60_000];
    try (Outbox outbox = open()) {
      for (int i = 0; i < 100; i++) {
        outbox.append(List.of(record), Reserve.NONE).join();
      }
      outbox.acknowledge(90);

      assertThat(read(outbox, 91)).hasSize(10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 16, 17, 20})
  void reopen_withATornTail_cutsItOff(int missingBytes) throws Exception {
    try (Outbox outbox = open()) {
      append(outbox, "first", "secnd");
    }
    byte[] whole = Files.readAllBytes(segment());
    Files.write(segment(), java.util.Arrays.copyOf(whole, whole.length - missingBytes));

    try (Outbox outbox = open()) {
      assertThat(read(outbox, 1)).containsExactly("first");
      assertThat(append(outbox, "other").sequence()).isEqualTo(2);
      assertThat(read(outbox, 1)).containsExactly("first", "other");
    }
  }

  /** As a power cut may leave a write that was never synced. */
  @Test
  void reopen_withSectorsMissingBeforeWholeRecords_cutsOffWhatWasWrittenLast() throws Exception {
    String[] batch =
        IntStream.range(0, 60).mapToObj(i -> i + "-" + "x".repeat(90)).toArray(String[]::new);
    try (Outbox outbox = open()) {
      append(outbox, "first");
    }
    int synced = (int) Files.size(segment());
    try (Outbox outbox = open()) {
      append(outbox, batch);
    }
    byte[] whole = Files.readAllBytes(segment());
    for (int sector = 0; sector * 512 < whole.length; sector++) {
      byte[] holed = whole.clone();
      int from = Math.max(synced, sector * 512);
      Arrays.fill(holed, from, Math.min(whole.length, (sector + 1) * 512), (byte) 0);
      Files.write(segment(), holed);

      try (Outbox outbox = open()) {
        List<String> left = read(outbox, 1);
        assertThat(left).startsWith("first").hasSizeLessThan(1 + batch.length);
        assertThat(left.subList(1, left.size()))
            .isEqualTo(List.of(batch).subList(0, left.size() - 1));
      }
    }
  }

  @Test
  void reopen_withZerosAtTheEnd_cutsThemOff() throws Exception {
    try (Outbox outbox = open()) {
      append(outbox, "first");
    }
    Files.write(segment(), new byte[5_000], StandardOpenOption.APPEND);

    try (Outbox outbox = open()) {
      assertThat(read(outbox, 1)).containsExactly("first");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 14, 30, 50, 70, 73, 77, 84, 89})
  void reopen_withAChangedByteBeforeWholeRecords_isRefusedNamingTheFile(int at) throws Exception {
    try (Outbox outbox = open()) {
      append(outbox, "first", "second", "third");
    }
    byte[] bytes = Files.readAllBytes(segment());
    bytes[at] ^= 1;
    Files.write(segment(), bytes);

    assertThatThrownBy(this::open)
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining(segment().toString());
  }

  @Test
  void reopen_withAMissingSegment_isRefused() throws Exception {
    byte[] record = new byte[60_000];
    try (Outbox outbox = open()) {
      for (int i = 0; i < 220; i++) {
        outbox.append(List.of(record), Reserve.NONE).join();
      }
    }
    Files.delete(segments().get(1));

    assertThatThrownBy(this::open)
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining("first sequence");
  }

  @Test
  void reopen_withAShortOlderSegment_isRefused() throws Exception {
    byte[] record = new byte[60_000];
    try (Outbox outbox = open()) {
      for (int i = 0; i < 120; i++) {
        outbox.append(List.of(record), Reserve.NONE).join();
      }
    }
    Path first = segments().getFirst();
    Files.write(first, java.util.Arrays.copyOf(Files.readAllBytes(first), 100_000));

    assertThatThrownBy(this::open)
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining(first.toString());
  }

  @Test
  void reopen_withAnUnfinishedSegment_removesIt() throws Exception {
    try (Outbox outbox = open()) {
      append(outbox, "a");
    }
    Files.write(folder.resolve("00000000000000000002.seg.next"), new byte[10]);

    try (Outbox outbox = open()) {
      assertThat(read(outbox, 1)).containsExactly("a");
    }
    assertThat(folder.resolve("00000000000000000002.seg.next")).doesNotExist();
  }

  @Test
  void append_whenFull_isRefusedButTheReserveIsKept() {
    byte[] record = new byte[60_000];
    try (Outbox outbox = open(8 * MIB)) {
      List<CompletableFuture<RecordPosition>> taken = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  taken.add(outbox.append(List.of(record), Reserve.NONE));
                }
              })
          .isInstanceOf(OutboxFull.class);
      assertThat(taken).hasSizeBetween(60, 70);

      int reserved = 0;
      while (reserved < 1_000) {
        try {
          outbox.append(List.of(record), Reserve.CLOSING).join();
          reserved++;
        } catch (OutboxFull e) {
          break;
        }
      }
      assertThat(reserved).isBetween(60, 80);
      assertThat(outbox.usedBytes()).isLessThanOrEqualTo(8 * MIB);
    }
  }

  @Test
  void append_afterRoomWasMade_isTakenAgain() {
    byte[] record = new byte[60_000];
    try (Outbox outbox = open(12 * MIB)) {
      long last = 0;
      try {
        while (true) {
          last = outbox.append(List.of(record), Reserve.NONE).join().sequence();
        }
      } catch (OutboxFull e) {
        outbox.acknowledge(last);
      }
      assertThat(append(outbox, "again").sequence()).isEqualTo(last + 1);
    }
  }

  @Test
  void append_tooLong_isRefused() {
    try (Outbox outbox = open()) {
      assertThatThrownBy(() -> outbox.append(List.of(new byte[65_536]), Reserve.NONE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(outbox.append(List.of(new byte[65_535]), Reserve.NONE).join().sequence())
          .isEqualTo(1);
    }
  }

  @Test
  void append_fromManyThreads_keepsEachThreadsOrder() throws Exception {
    try (Outbox outbox = open()) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        String name = String.valueOf(t);
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 200; i++) {
                    append(outbox, name + " %03d".formatted(i));
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      List<String> all = read(outbox, 1);
      assertThat(all).hasSize(1_600);
      for (int t = 0; t < 8; t++) {
        String prefix = t + " ";
        assertThat(all.stream().filter(r -> r.startsWith(prefix)).toList()).isSorted().hasSize(200);
      }
    }
  }

  @Test
  void open_twice_isRefused() {
    try (Outbox outbox = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(OutboxException.class)
          .hasMessageContaining("in use");
      assertThat(outbox.failure()).isNull();
    }
  }

  @Test
  void append_afterClose_isRefused() {
    Outbox outbox = open();
    outbox.close();

    assertThatThrownBy(() -> append(outbox, "a")).isInstanceOf(OutboxException.class);
  }
}
