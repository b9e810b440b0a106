package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.Retention.Plan;
import aico.audit.Retention.Reason;
import aico.audit.Retention.Segment;
import aico.bus.contract.EventCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final long LEAVES = 1_000;
  private static final Retention.Survey NOTHING_SPECIAL = (segment, kinds) -> Map.of();

  /** Segments of so many leaves and 100 bytes each. */
  private static List<Segment> segments(int count) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(new Segment(i * LEAVES, (i + 1) * LEAVES, 100));
    }
    return segments;
  }

  /** One day a segment. */
  private static LongUnaryOperator aDayASegment(int segments) {
    return index -> segments - 1 - index / LEAVES;
  }

  private static Optional<Plan> plan(Retention retention, int segments, Retention.Survey survey) {
    return retention.plan(segments(segments), aDayASegment(segments), survey, segments * LEAVES);
  }

  @Test
  void plan_byAge_dropsWhatMoreDaysBeganSince() {
    Plan plan = plan(new Retention(3, 10_000, Map.of()), 10, NOTHING_SPECIAL).orElseThrow();
    assertThat(plan).isEqualTo(new Plan(0, 6_000, Reason.AGE, 6, 600));
  }

  @Test
  void plan_bySize_dropsNoMoreThanIsTooMuch() {
    Plan plan = plan(new Retention(400, 750, Map.of()), 10, NOTHING_SPECIAL).orElseThrow();
    assertThat(plan).isEqualTo(new Plan(0, 3_000, Reason.SIZE, 3, 300));
  }

  @Test
  void plan_withinBothLimits_dropsNothing() {
    assertThat(plan(new Retention(400, 1_000, Map.of()), 10, NOTHING_SPECIAL)).isEmpty();
    assertThat(plan(new Retention(1, 1, Map.of()), 1, NOTHING_SPECIAL)).isEmpty();
    assertThat(plan(Retention.standard(), 0, NOTHING_SPECIAL)).isEmpty();
  }

  @Test
  void plan_neverTakesTheLastSegment_norWhatIsNotSignedWellBehind() {
    Retention all = new Retention(400, 0, Map.of());
    assertThat(plan(all, 10, NOTHING_SPECIAL).orElseThrow().firstKept()).isEqualTo(9_000);
    assertThat(all.plan(segments(10), index -> 0, NOTHING_SPECIAL, 3_000))
        .hasValueSatisfying(plan -> assertThat(plan.firstKept()).isEqualTo(2_000));
  }

  @Test
  void plan_aFloorWinsOverSizeAndAge_untilItHasPassed() {
    Retention retention = new Retention(2, 100, Map.of("alert", 6));
    Retention.Survey anAlertInTheFourth =
        (segment, kinds) -> segment.first() == 3_000 ? Map.of("alert", 3_500L) : Map.of();
    // Five days began since.
    assertThat(plan(retention, 9, anAlertInTheFourth).orElseThrow().firstKept()).isEqualTo(3_000);
    // Seven.
    assertThat(plan(retention, 11, anAlertInTheFourth).orElseThrow().firstKept()).isEqualTo(8_000);
  }

  @Test
  void plan_whateverTheClock_countsOnlyDaysThatTheLogSigned() {
    // Two days began, whatever time they said it was.
    LongUnaryOperator twoDays = index -> 2;
    assertThat(Retention.standard().plan(segments(10), twoDays, NOTHING_SPECIAL, 10 * LEAVES))
        .isEmpty();
  }

  @Test
  void standard_keepsWhatShowsAnAttack_andNamesOnlyKindsThereAre() {
    Set<String> kinds = Retention.standard().floorDays().keySet();
    assertThat(kinds).contains("alert", "record", "state.accepted", "state.rolled_back");
    assertThat(kinds)
        .allSatisfy(kind ->
            assertThat(EventCode.values()).anyMatch(code -> Retention.isOf(kind, code.code())));
  }

  @Test
  void isOf_aCodeOrWhatCodesBeginWith() {
    assertThat(Retention.isOf("alert", "alert.raised")).isTrue();
    assertThat(Retention.isOf("key.slot_added", "key.slot_added")).isTrue();
    assertThat(Retention.isOf("key.slot", "key.slot_added")).isFalse();
    assertThat(Retention.isOf("alert", "alerts.raised")).isFalse();
  }
}
