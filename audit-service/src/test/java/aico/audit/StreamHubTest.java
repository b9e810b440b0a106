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
import aico.bus.contract.EventFilter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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
  private final List<Long> asked = new CopyOnWriteArrayList<>();
  private final AtomicLong first = new AtomicLong();
  private final InMemoryErasures store = new InMemoryErasures();
  private final Erasures erasures = new Erasures(store);
  private final StreamHub hub =
      new StreamHub(
          log::size,
          new Leaves.Source() {
            @Override
            public Leaves from(long index) {
              return new InMemoryLeaves(index);
            }

            @Override
            public long first() {
              return first.get();
            }
          },
          () -> Optional.ofNullable(head.get()),
          (from, to) -> {
            if (to > log.size()) {
              throw new AuditException("to: too far");
            }
            return List.of(Hashes.emptyRoot());
          },
          cursors,
          timeMs -> {
            asked.add(timeMs);
            return 4;
          },
          erasures,
          System::nanoTime);
  private final Thread thread = new Thread(hub);
  private final FakePeer peer = new FakePeer(SIEM);

  private final class InMemoryLeaves implements Leaves {
    private long next;

    InMemoryLeaves(long from) {
      this.next = Math.max(from, first.get());
    }

    @Override
    public long nextIndex() {
      return next;
    }

    @Override
    public Optional<byte[]> next() {
      next = Math.max(next, first.get());
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
    hub.admit(SIEM, StreamView.CLEAR);
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
  void aStream_whoseViewIsNotReady_waits_andIsToldWhatTheViewSays() {
    AtomicBoolean ready = new AtomicBoolean();
    StreamView view =
        new StreamView() {
          @Override
          public boolean isReady() {
            return ready.get();
          }

          @Override
          public byte[] of(byte[] leaf) {
            return "nothing to see".getBytes(StandardCharsets.UTF_8);
          }
        };
    FakePeer shy = new FakePeer("integrator/shy");
    hub.received(shy, new Open(new Earliest(), 100));
    await().until(() -> !shy.all(StreamTell.Revoked.class).isEmpty());
    hub.admit(shy.principal(), view);
    hub.received(shy, new Open(new Earliest(), 100));
    await().until(() -> !shy.all(StreamTell.Heartbeat.class).isEmpty());
    assertThat(shy.events()).isEmpty();
    ready.set(true);
    awaitEvents(shy, 0, 10);
    assertThat(shy.leaves()).containsOnly("nothing to see");
  }

  @Test
  void anEvent_thatCannotBeToldYet_isWaitedFor_andNothingPassesIt() {
    AtomicBoolean ready = new AtomicBoolean();
    StreamView view =
        new StreamView() {
          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public boolean isReadyFor(byte[] leaf) {
            return ready.get() || !new String(leaf, StandardCharsets.UTF_8).equals("leaf 4");
          }

          @Override
          public byte[] of(byte[] leaf) {
            return leaf;
          }
        };
    FakePeer asking = new FakePeer("integrator/asking");
    hub.admit("integrator/asking", view);
    hub.received(asking, new Open(new Earliest(), 100));
    awaitEvents(asking, 0, 4);
    hub.received(asking, new Ack(3));
    assertThat(asking.all(StreamTell.CaughtUp.class)).isEmpty();
    ready.set(true);
    hub.committed();
    awaitEvents(asking, 0, 10);
  }

  /** Or it would forget, say so, and be told the names once more. */
  @Test
  void anErasure_comesBehindEventsThatAreAboutToBeSent_andIsNotLostWhereThereIsNoRoom() {
    String subject = "ab".repeat(16);
    peer.outcome = Outcome.FULL;
    open(new Earliest(), 100);
    await().until(() -> hub.failure().isEmpty() && peer.tried > 2);
    erasures.erase(subject, 9, List.of(SIEM));
    hub.erased();
    hub.erased();
    peer.outcome = Outcome.SENT;

    await().untilAsserted(() -> assertThat(peer.all(StreamTell.Erase.class)).hasSize(1));
    awaitEvents(peer, 0, 10);
    assertThat(peer.told.indexOf(new StreamTell.Erase(subject, 9)))
        .isGreaterThan(peer.told.indexOf(peer.all(StreamTell.Event.class).getLast()));
    hub.received(peer, new Ack(9));
    hub.received(peer, new Ack(10));
    await().untilAsserted(() -> assertThat(peer.all(StreamTell.Refused.class)).hasSize(1));
  }

  @Test
  void aRemoval_thatCannotBeKept_endsNoStream() {
    erasures.erase("ab".repeat(16), 9, List.of("integrator/away"));
    store.broken = true;
    hub.revoke("integrator/away");
    open(new Earliest(), 100);
    awaitEvents(peer, 0, 10);
    assertThat(hub.failure()).hasValueSatisfying(why -> assertThat(why).startsWith("erasure: "));
  }

  @Test
  void anErasure_isToldAtOnceAndWithEachOpening_untilItIsConfirmed() {
    String subject = "ab".repeat(16);
    open(new Earliest(), 100);
    awaitEvents(peer, 0, 10);
    erasures.erase(subject, 9, List.of(SIEM, "integrator/away"));
    hub.erased();
    StreamTell.Erase told = new StreamTell.Erase(subject, 9);
    await().untilAsserted(() -> assertThat(peer.all(StreamTell.Erase.class)).containsExactly(told));

    open(new Cursor(), 100);
    await().untilAsserted(() -> assertThat(peer.all(StreamTell.Erase.class)).hasSize(2));
    hub.received(peer, new StreamAsk.Erased(subject));
    await().until(() -> erasures.isConfirmed(SIEM, subject));
    open(new Cursor(), 100);
    hub.received(peer, new Ack(0));
    await()
        .untilAsserted(
            () -> assertThat(peer.all(StreamTell.Heartbeat.class)).hasSizeGreaterThan(2));
    assertThat(peer.all(StreamTell.Erase.class)).hasSize(2);

    assertThat(erasures.isConfirmed("integrator/away", subject)).isFalse();
    assertThat(erasures.told(subject)).containsExactly(SIEM, "integrator/away");
    hub.revoke("integrator/away");
    await().until(() -> erasures.isConfirmed("integrator/away", subject));
  }

  @Test
  void open_beforeTheFirstKept_isToldWhatIsGone() {
    first.set(5);
    open(new At(2), 100);
    awaitEvents(peer, 5, 10);
    assertThat(peer.all(StreamTell.Pruned.class)).containsExactly(new StreamTell.Pruned(2, 4));
  }

  @Test
  void open_earliest_isTheFirstKept() {
    first.set(5);
    open(new Earliest(), 100);
    awaitEvents(peer, 5, 10);
    assertThat(peer.all(StreamTell.Pruned.class)).isEmpty();
  }

  @Test
  void aSlowStream_thatThePruningOvertakes_goesOnBehindIt() {
    open(new Earliest(), 3);
    awaitEvents(peer, 0, 3);
    first.set(7);
    hub.received(peer, new Ack(2));
    await().untilAsserted(() -> assertThat(peer.events()).containsExactly(0L, 1L, 2L, 7L, 8L, 9L));
    assertThat(peer.all(StreamTell.Pruned.class)).containsExactly(new StreamTell.Pruned(3, 6));
    List<Class<?>> order = new ArrayList<>();
    peer.told.forEach(message -> order.add(message.getClass()));
    order.removeIf(type -> type != StreamTell.Pruned.class && type != StreamTell.Event.class);
    assertThat(order.indexOf(StreamTell.Pruned.class)).isEqualTo(3);
    hub.received(peer, new Ack(9));
    await().untilAsserted(() -> assertThat(peer.all(StreamTell.CaughtUp.class)).hasSize(1));
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
    hub.admit(other.principal(), StreamView.CLEAR);
    hub.received(other, new Open(new Cursor(), 100));
    awaitEvents(other, 0, 10);
  }

  @Test
  void slowAndGonePeers_harmNobodyElse() {
    FakePeer slow = new FakePeer("integrator/slow");
    hub.admit(slow.principal(), StreamView.CLEAR);
    FakePeer gone = new FakePeer("integrator/gone");
    hub.admit(gone.principal(), StreamView.CLEAR);
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

  /** It may acknowledge and go at once: that is heard after it was found to be gone. */
  @Test
  void acknowledgementOfOneThatIsGone_counts_untilItIsRevoked() {
    open(new Earliest(), 100);
    awaitEvents(peer, 0, 10);
    FakePeer other = new FakePeer("integrator/other");
    hub.admit(other.principal(), StreamView.CLEAR);
    hub.received(other, new Open(new Earliest(), 1000));
    peer.outcome = Outcome.GONE;
    grow(20);
    awaitEvents(other, 0, 30);

    hub.received(peer, new Ack(3));
    hub.closed(peer);
    await().until(() -> cursors.next(SIEM).orElse(0) == 4);
    hub.revoke(SIEM);
    hub.received(peer, new Ack(5));
    hub.received(other, new Ack(7));
    await().until(() -> cursors.next(other.principal()).orElse(0) == 8);
    assertThat(cursors.next(SIEM)).isEmpty();
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
    hub.admit(SIEM, StreamView.CLEAR);
    FakePeer again = new FakePeer(SIEM);
    hub.received(again, new Open(new Cursor(), 100));
    awaitEvents(again, 0, 15);
  }

  @Test
  void open_ofASecondStream_replacesTheFirst_andNoOtherIntegrators() {
    FakePeer other = new FakePeer("integrator/other");
    hub.admit(other.principal(), StreamView.CLEAR);
    hub.received(other, new Open(new Latest(), 100));
    open(new Earliest(), 100);
    awaitEvents(peer, 0, 10);
    open(new Latest(), 100);
    FakePeer second = new FakePeer(SIEM);
    hub.received(second, new Open(new At(99), 100));
    await().until(() -> !second.all(StreamTell.Refused.class).isEmpty());
    assertThat(peer.all(StreamTell.Replaced.class)).isEmpty();

    hub.received(second, new Open(new Latest(), 100));
    await().until(() -> !second.all(StreamTell.CaughtUp.class).isEmpty());
    grow(1);
    awaitEvents(second, 10, 11);
    awaitEvents(other, 10, 11);
    assertThat(peer.all(StreamTell.Replaced.class)).hasSize(1);
    assertThat(peer.events()).hasSize(10);
    assertThat(second.all(StreamTell.Replaced.class)).isEmpty();
  }

  /** Two vault events, 10 of severity 1 and 13 of severity 4, among others. */
  private void growMixed() {
    event("vault.mounted", 3001, 1, "2026-11-01T12:00:00Z");
    event("key.unlocked", 3002, 4, "2026-11-01T12:00:10Z");
    event("vaulted.other", 3002, 4, "2026-11-01T12:00:20Z");
    event("vault.damaged", 3001, 4, "2026-11-01T12:00:30Z");
    event("key.locked", 3002, 1, "2026-11-01T12:00:05Z");
    hub.committed();
  }

  private void event(String code, int classUid, int severity, String time) {
    log.add(
        "{\"time\":\"%s\",\"data\":{\"class_uid\":%d,\"severity_id\":%d,\"metadata\":{\"event_code\":\"%s\"}}}"
            .formatted(time, classUid, severity, code)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static EventFilter filter(
      @Nullable String code, @Nullable Integer classUid, @Nullable Integer severity) {
    return new EventFilter(null, null, code, classUid, severity, null, null, null, null);
  }

  private List<Long> got(EventFilter filter, boolean batch) {
    FakePeer one = new FakePeer("integrator/" + Objects.hash(filter, batch));
    hub.admit(one.principal(), StreamView.CLEAR);
    hub.received(one, new Open(new Earliest(), 100, batch, filter));
    await().until(() -> !one.all(StreamTell.CaughtUp.class).isEmpty());
    assertThat(one.all(StreamTell.CaughtUp.class).getFirst().head()).isEqualTo(15);
    List<Long> sequences = new ArrayList<>(one.events());
    for (StreamTell.Events many : one.all(StreamTell.Events.class)) {
      LongStream.range(many.first(), many.first() + many.count()).forEach(sequences::add);
    }
    return sequences;
  }

  @Test
  void open_withAFilter_givesThoseAlone_alsoInBatches() {
    growMixed();
    for (boolean batch : new boolean[] {false, true}) {
      assertThat(got(filter("vault.*", null, null), batch)).containsExactly(10L, 13L);
      assertThat(got(filter("key.locked", null, null), batch)).containsExactly(14L);
      assertThat(got(filter(null, 3002, null), batch)).containsExactly(11L, 12L, 14L);
      assertThat(got(filter(null, null, 4), batch)).containsExactly(11L, 12L, 13L);
      assertThat(got(filter("vault.*", null, 4), batch)).containsExactly(13L);
    }
  }

  @Test
  void open_withAFilter_movesTheCursorOverWhatItPassesOver() {
    growMixed();
    hub.received(peer, new Open(new Cursor(), 1, false, filter("vault.*", null, null)));
    awaitEvents(peer, 10, 11);
    await().until(() -> cursors.next(SIEM).orElse(0) == 10);
    hub.received(peer, new Ack(10));
    await().until(() -> peer.events().equals(List.of(10L, 13L)));
    await().until(() -> cursors.next(SIEM).orElse(0) == 13);
    hub.received(peer, new Ack(14));
    hub.received(peer, new Ack(13));
    await().until(() -> cursors.next(SIEM).orElse(0) == 15);
    assertThat(peer.all(StreamTell.Refused.class)).hasSize(1);
    grow(3_000);
    await().until(() -> cursors.next(SIEM).orElse(0) == 3_015);
  }

  @Test
  void open_withAFilterElsewhereThanAtTheCursor_movesItOnlyOnceSomethingIsAcknowledged() {
    growMixed();
    hub.received(peer, new Open(new Latest(), 10, false, filter("vault.*", null, null)));
    await().until(() -> !peer.all(StreamTell.CaughtUp.class).isEmpty());
    int heard = peer.all(StreamTell.Heartbeat.class).size();
    await().until(() -> peer.all(StreamTell.Heartbeat.class).size() >= heard + 2);
    assertThat(cursors.next(SIEM)).isEmpty();
    event("vault.mounted", 3001, 1, "2026-11-01T12:01:00Z");
    grow(1);
    awaitEvents(peer, 15, 16);
    hub.received(peer, new Ack(15));
    await().until(() -> cursors.next(SIEM).orElse(0) == 17);
  }

  @Test
  void open_atATime_startsWithTheFirstEventNotEarlier_whateverFollows() {
    growMixed();
    Instant time = Instant.parse("2026-11-01T12:00:15Z");
    open(new StreamAsk.Since(time), 100);
    awaitEvents(peer, 12, 15);
    assertThat(asked).containsExactly(time.toEpochMilli());
    open(new StreamAsk.Since(time.plusSeconds(3600)), 100);
    event("vault.mounted", 3001, 1, "2026-11-02T00:00:00Z");
    hub.committed();
    await().until(() -> peer.events().getLast() == 15);
  }
}
