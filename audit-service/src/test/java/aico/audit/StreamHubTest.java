package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.audit.StreamAsk.Ack;
import aico.audit.StreamAsk.At;
import aico.audit.StreamAsk.Cursor;
import aico.audit.StreamAsk.Earliest;
import aico.audit.StreamAsk.From;
import aico.audit.StreamAsk.Latest;
import aico.audit.StreamAsk.Open;
import aico.audit.StreamPeer.Outcome;
import aico.audit.log.Checkpoint;
import aico.audit.log.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamHubTest {
  private static final String SIEM = "integrator/siem";

  private final List<byte[]> log = new CopyOnWriteArrayList<>();
  private final InMemoryCursors cursors = new InMemoryCursors();
  private final AtomicReference<@Nullable SignedHead> head = new AtomicReference<>();
  private final StreamHub hub =
      new StreamHub(
          log::size,
          InMemoryLeaves::new,
          () -> Optional.ofNullable(head.get()),
          (from, to) -> {
            if (to > log.size()) {
              throw new AuditException("to: too far");
            }
            return List.of(Hashes.emptyRoot());
          },
          cursors,
          System::nanoTime);
  private final Thread thread = new Thread(hub);
  private final FakePeer peer = new FakePeer(SIEM);

  private final class InMemoryLeaves implements Leaves {
    private long next;

    InMemoryLeaves(long from) {
      this.next = from;
    }

    @Override
    public long nextIndex() {
      return next;
    }

    @Override
    public Optional<byte[]> next() {
      return next < log.size() ? Optional.of(log.get((int) next++)) : Optional.empty();
    }

    @Override
    public long offset() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    grow(10);
    thread.start();
  }

  @AfterEach
  void end() throws InterruptedException {
    hub.end();
    thread.join(5_000);
    assertThat(thread.isAlive()).isFalse();
  }

  private void grow(int count) {
    for (int i = 0; i < count; i++) {
      log.add(("leaf " + log.size()).getBytes(StandardCharsets.UTF_8));
    }
    hub.committed();
  }

  private void open(From from, int credit) {
    hub.received(peer, new Open(from, credit));
  }

  private void awaitEvents(FakePeer of, long first, long behind) {
    await()
        .untilAsserted(() ->
            assertThat(of.events())
                .containsExactlyElementsOf(LongStream.range(first, behind).boxed().toList()));
  }

  @Test
  void open_earliest_replaysThenGoesOnLive() {
    open(new Earliest(), 100);
    awaitEvents(peer, 0, 10);
    await()
        .untilAsserted(() ->
            assertThat(peer.all(StreamTell.CaughtUp.class))
                .containsExactly(new StreamTell.CaughtUp(10)));
    grow(5);
    awaitEvents(peer, 0, 15);
    assertThat(peer.leaves().get(14)).isEqualTo("leaf 14");
  }

  @Test
  void open_latestOrAtASequence_startsThere() {
    open(new Latest(), 100);
    hub.received(peer, new Open(new At(7), 100));
    awaitEvents(peer, 7, 10);
    FakePeer other = new FakePeer(SIEM);
    hub.received(other, new Open(new Latest(), 100));
    await().until(() -> !other.all(StreamTell.CaughtUp.class).isEmpty());
    grow(1);
    awaitEvents(other, 10, 11);
  }

  @Test
  void open_inBatches_givesAllInOrder_withinTheCredit_andNewlinesAlone() {
    log.add("le\naf 10".getBytes(StandardCharsets.UTF_8));
    grow(20);
    hub.received(peer, new Open(new Earliest(), 25, true));
    await().untilAsserted(() -> assertThat(batched()).hasSize(25));
    hub.received(peer, new StreamAsk.Ack(24));
    await().untilAsserted(() -> assertThat(batched()).hasSize(31));
    List<String> expected =
        log.stream().map(leaf -> new String(leaf, StandardCharsets.UTF_8)).toList();
    assertThat(batched()).isEqualTo(expected);
    assertThat(peer.events()).containsExactly(10L);
    assertThat(peer.all(StreamTell.Events.class).getFirst().count()).isEqualTo(10);
    hub.received(peer, new StreamAsk.Ack(30));
    grow(1);
    await().untilAsserted(() -> assertThat(batched()).hasSize(32));
  }

  @Test
  void open_inBatches_toASlowPeer_losesNothing() {
    peer.outcome = Outcome.FULL;
    hub.received(peer, new Open(new Earliest(), 100, true));
    grow(5);
    peer.outcome = Outcome.SENT;
    await().untilAsserted(() -> assertThat(batched()).hasSize(15));
    assertThat(batched().getLast()).isEqualTo("leaf 14");
  }

  /** All leaves told, however many came in a message; each has its place. */
  private List<String> batched() {
    List<String> leaves = new ArrayList<>();
    for (StreamTell told : peer.told) {
      if (told instanceof StreamTell.Events many) {
        assertThat(many.first()).isEqualTo(leaves.size());
        List<String> lines = List.of(new String(many.lines(), StandardCharsets.UTF_8).split("\n"));
        assertThat(lines).hasSize(many.count());
        leaves.addAll(lines);
      } else if (told instanceof StreamTell.Event one) {
        assertThat(one.sequence()).isEqualTo(leaves.size());
        leaves.add(new String(one.leaf(), StandardCharsets.UTF_8));
      }
    }
    return leaves;
  }

  @Test
  void open_beyondTheLog_isRefused() {
    open(new At(11), 100);
    await().until(() -> !peer.all(StreamTell.Refused.class).isEmpty());
    assertThat(peer.all(StreamTell.Refused.class).getFirst().field()).isEqualTo("from");
  }

  @Test
  void send_neverExceedsTheCredit() {
    open(new Earliest(), 3);
    awaitEvents(peer, 0, 3);
    hub.received(peer, new Ack(0));
    awaitEvents(peer, 0, 4);
    hub.received(peer, new Ack(3));
    awaitEvents(peer, 0, 7);
    hub.received(peer, new Ack(1));
    hub.received(peer, new Ack(6));
    awaitEvents(peer, 0, 10);
  }

  @Test
  void ack_ofWhatWasNotSent_isRefusedAndMovesNothing() {
    open(new Earliest(), 2);
    awaitEvents(peer, 0, 2);
    hub.received(peer, new Ack(2));
    hub.received(peer, new Ack(-1));
    await().until(() -> peer.all(StreamTell.Refused.class).size() == 2);
    assertThat(peer.events()).hasSize(2);
    FakePeer stranger = new FakePeer(SIEM);
    hub.received(stranger, new Ack(0));
    await().until(() -> stranger.all(StreamTell.Refused.class).size() == 1);
  }

  @Test
  void open_cursor_goesOnBehindTheLastAck() {
    open(new Cursor(), 100);
    awaitEvents(peer, 0, 10);
    hub.received(peer, new Ack(5));
    hub.closed(peer);
    FakePeer again = new FakePeer(SIEM);
    hub.received(again, new Open(new Cursor(), 100));
    awaitEvents(again, 6, 10);
    await().until(() -> cursors.next(SIEM).orElse(0) == 6);
    FakePeer other = new FakePeer("integrator/other");
    hub.received(other, new Open(new Cursor(), 100));
    awaitEvents(other, 0, 10);
  }

  @Test
  void slowAndGonePeers_harmNobodyElse() {
    FakePeer slow = new FakePeer("integrator/slow");
    FakePeer gone = new FakePeer("integrator/gone");
    hub.received(slow, new Open(new Earliest(), 100));
    hub.received(gone, new Open(new Earliest(), 100));
    awaitEvents(slow, 0, 10);
    awaitEvents(gone, 0, 10);
    slow.outcome = Outcome.FULL;
    gone.outcome = Outcome.GONE;
    open(new Earliest(), 1000);
    grow(500);
    awaitEvents(peer, 0, 510);
    slow.outcome = Outcome.SENT;
    await().until(() -> slow.events().size() == 100);
    awaitEvents(slow, 0, 100);
  }

  @Test
  void heartbeats_carryHeadAndCheckpointAndComeWithEachNewOne() {
    open(new Latest(), 10);
    await().until(() -> !peer.all(StreamTell.Heartbeat.class).isEmpty());
    assertThat(peer.all(StreamTell.Heartbeat.class).getFirst())
        .isEqualTo(new StreamTell.Heartbeat(10, ""));
    head.set(
        new SignedHead(
            new Checkpoint("o", 10, Hashes.emptyRoot(), null),
            "the note".getBytes(StandardCharsets.UTF_8)));
    hub.checkpointed();
    await()
        .untilAsserted(() ->
            assertThat(peer.all(StreamTell.Heartbeat.class))
                .contains(new StreamTell.Heartbeat(10, "the note")));
    int heard = peer.all(StreamTell.Heartbeat.class).size();
    await().until(() -> peer.all(StreamTell.Heartbeat.class).size() >= heard + 2);
  }

  @Test
  void proof_isGivenOrRefused() {
    hub.received(peer, new StreamAsk.Proof(1, 5));
    hub.received(peer, new StreamAsk.Proof(1, 50));
    await().until(() -> peer.told.size() == 2);
    assertThat(peer.all(StreamTell.Proof.class)).hasSize(1);
    assertThat(peer.all(StreamTell.Refused.class)).hasSize(1);
  }

  @Test
  void nonsense_isAnsweredAndTheStreamGoesOn() {
    open(new Earliest(), 100);
    hub.received(peer, new StreamAsk.Unreadable("credit: missing", "credit"));
    hub.received(peer, new StreamAsk.OtherVersion());
    await().until(() -> !peer.all(StreamTell.UnsupportedVersion.class).isEmpty());
    grow(1);
    awaitEvents(peer, 0, 11);
  }

  @Test
  void revoke_endsTheStreamsAndForgetsTheCursor() {
    open(new Earliest(), 100);
    awaitEvents(peer, 0, 10);
    hub.received(peer, new Ack(9));
    await().until(() -> cursors.next(SIEM).isPresent());
    hub.revoke(SIEM);
    await().until(() -> !peer.all(StreamTell.Revoked.class).isEmpty());
    grow(5);
    open(new Earliest(), 100);
    await().until(() -> peer.all(StreamTell.Revoked.class).size() == 2);
    assertThat(peer.events()).hasSize(10);
    assertThat(cursors.next(SIEM)).isEmpty();
    hub.admit(SIEM);
    FakePeer again = new FakePeer(SIEM);
    hub.received(again, new Open(new Cursor(), 100));
    awaitEvents(again, 0, 15);
  }

  @Test
  void open_moreStreamsThanOneMayHave_isRefused() {
    for (int i = 0; i < StreamHub.SESSIONS_OF_ONE_MAX; i++) {
      hub.received(new FakePeer(SIEM), new Open(new Latest(), 1));
    }
    open(new Latest(), 1);
    await().until(() -> !peer.all(StreamTell.Refused.class).isEmpty());
  }
}
