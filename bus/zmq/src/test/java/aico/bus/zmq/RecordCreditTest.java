package aico.bus.zmq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordCreditTest {
  private final RecordCredit credit = new RecordCredit();

  @Test
  void share_ofAll_isWithinWhatTheyHaveTogether() {
    assertThat(RecordCredit.share(0)).isEqualTo(Limits.RECORD_CREDIT_MAX);
    assertThat(RecordCredit.share(1)).isEqualTo(Limits.RECORD_CREDIT_MAX);
    for (int producers = 1; producers <= 127; producers++) {
      assertThat(producers * RecordCredit.share(producers))
          .isLessThanOrEqualTo(Limits.RECORD_CREDIT_OF_ALL);
    }
    assertThat(RecordCredit.share(10_000)).isEqualTo(Limits.RECORD_CREDIT_MIN);
  }

  @Test
  void share_ofAnyone_holdsTheLargestRecord() {
    assertThat(RecordCredit.cost(Limits.RECORD_BYTES + Integer.BYTES, 1))
        .isEqualTo(Limits.RECORD_CREDIT_MIN);
  }

  @Test
  void take_withoutPromise_isABreach() {
    assertThat(credit.take(1)).isFalse();
  }

  @Test
  void take_upToThePromise_andNoFurther() {
    credit.promise(100);
    assertThat(credit.take(60)).isTrue();
    assertThat(credit.take(40)).isTrue();
    assertThat(credit.take(1)).isFalse();
  }

  @Test
  void release_givesBackOnlyWithTheNextPromise() {
    credit.promise(100);
    credit.take(100);
    credit.release(60);
    credit.promise(100);
    assertThat(credit.take(60)).isTrue();
    assertThat(credit.take(1)).isFalse();
  }

  @Test
  void promise_ofLess_takesNothingBack() {
    credit.promise(100);
    credit.take(50);
    credit.release(50);
    credit.promise(10);
    assertThat(credit.take(50)).as("sent before the smaller one was heard").isTrue();
    assertThat(credit.take(1)).isFalse();
    credit.release(50);
    credit.promise(10);
    assertThat(credit.take(10)).isTrue();
    assertThat(credit.take(1)).isFalse();
  }
}
