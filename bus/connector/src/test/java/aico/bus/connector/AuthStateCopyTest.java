package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AuthStateCopyTest {
  private final FakeBus bus = new FakeBus().reply(RequestType.AUTH_STATE, new Tokens("k").state());
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AuthStateCopy copy = new AuthStateCopy(bus, nanos::get);

  @Test
  void youngCopy_isUsed_olderThanASecond_isReadAgain() {
    copy.fresh();
    passMillis(1000);
    copy.fresh();
    assertThat(bus.asked()).hasSize(1);

    passMillis(1);
    copy.fresh();
    assertThat(bus.asked()).hasSize(2);
  }

  @Test
  void heartbeatsOfTheSameHead_keepItYoung() {
    copy.fresh();
    for (int i = 0; i < 10; i++) {
      passMillis(900);
      copy.heard("i1", 7);
    }
    copy.fresh();
    assertThat(bus.asked()).hasSize(1);
  }

  @Test
  void heartbeatOfAnOlderHead_confirmsNothing() {
    copy.fresh();
    passMillis(900);
    copy.heard("i1", 6);
    passMillis(200);
    copy.fresh();
    assertThat(bus.asked()).hasSize(2);
  }

  @Test
  void newerHead_newLife_orGap_makeItBeReadAgain() {
    copy.fresh();
    copy.heard("i1", 8);
    copy.fresh();
    copy.heard("i2", 7);
    copy.fresh();
    copy.lost();
    copy.fresh();
    assertThat(bus.asked()).hasSize(4);
  }

  @Test
  void failedRead_leavesNoCopyBehind() {
    copy.fresh();
    passMillis(1001);
    bus.fail(RequestType.AUTH_STATE, ErrorCode.UNREACHABLE);
    assertThatThrownBy(copy::fresh).isInstanceOf(RequestFailed.class);
    copy.heard("i1", 7);
    assertThatThrownBy(copy::fresh).isInstanceOf(RequestFailed.class);
  }

  private void passMillis(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }
}
