package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.log.Leaf;
import aico.bus.contract.AuditReply;
import aico.cli.Suite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The end of a trail of numbers, of which some are wanted. */
class TrailTailTest {
  private long first;
  private long size;
  private final List<String> said = new ArrayList<>();

  private static String event(long sequence) {
    return "{\"sequence\":\"%020d\",\"producer\":\"vault-service\",\"incarnation\":\"%s\",\"producerseq\":\"1\",\"a\":1}"
        .formatted(sequence, "0".repeat(32));
  }

  private static long number(String event) {
    return Leaf.sequenceOf(event.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives fewer than it is asked for, as an answer that is full does. */
  private AuditReply.Events page(long from, int limit) {
    long start = Math.max(first, from);
    long end = Math.max(start, Math.min(size, start + Math.min(limit, 700)));
    return new AuditReply.Events(
        LongStream.range(start, end).mapToObj(TrailTailTest::event).toList(), end);
  }

  private TrailTail tail(boolean all, Predicate<String> wanted) {
    return new TrailTail(
        this::page,
        event -> event,
        new Suite.Wanted() {
          @Override
          public boolean isAll() {
            return all;
          }

          @Override
          public boolean mayBe(String event) {
            return wanted.test(event);
          }

          @Override
          public boolean is(String event) {
            return wanted.test(event);
          }
        },
        said::add);
  }

  private List<Long> last(TrailTail tail, long known, int count) {
    List<Long> shown = new ArrayList<>();
    assertThat(tail.last(known, count, event -> shown.add(number(event)))).isEqualTo(size);
    return shown;
  }

  @Test
  void last_ofAll_isTheEnd_withWhatCameSince() {
    size = 5_000;
    assertThat(last(tail(true, event -> true), 4_998, 3)).containsExactly(4997L, 4998L, 4999L);
    assertThat(last(tail(true, event -> true), 4_998, 0)).isEmpty();
    assertThat(last(tail(true, event -> true), 4_998, 1_000_000)).hasSize(5_000);
  }

  @Test
  void last_ofSome_looksBackUntilThereAreEnough_inOrder() {
    size = 5_000;
    TrailTail tail = tail(false, event -> number(event) % 1_500 == 0);
    assertThat(last(tail, size, 3)).containsExactly(1500L, 3000L, 4500L);
    assertThat(last(tail, size, 9)).containsExactly(0L, 1500L, 3000L, 4500L);
    assertThat(last(tail, size, 0)).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void last_beyondWhatWasDropped_givesNothingTwice() {
    first = 4_100;
    size = 5_000;
    assertThat(last(tail(false, event -> number(event) % 1_500 == 0), size, 9))
        .containsExactly(4500L);
  }

  @Test
  void last_looksBackSoFarAndNoFurther_andSaysSo() {
    size = 3L * TrailTail.LOOK_BACK_MAX;
    assertThat(last(tail(false, event -> number(event) == 7), size, 1)).isEmpty();
    assertThat(said).singleElement().asString().contains("100,000", "aico audit search");
  }

  @Test
  void after_givesWhatIsWantedOfTheNew_once() {
    size = 10;
    TrailTail tail = tail(false, event -> number(event) % 2 == 0);
    List<Long> shown = new ArrayList<>();
    long next = tail.after(8, event -> shown.add(number(event)));
    size = 13;
    next = tail.after(next, event -> shown.add(number(event)));
    next = tail.after(next, event -> shown.add(number(event)));
    assertThat(shown).containsExactly(8L, 10L, 12L);
    assertThat(next).isEqualTo(13);
  }
}
