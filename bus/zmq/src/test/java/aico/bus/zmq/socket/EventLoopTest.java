package aico.bus.zmq.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zeromq.ZContext;

class EventLoopTest {
  private final ZContext context = new ZContext();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final EventLoop loop = new EventLoop(context, "test", this::ended);

  private void ended(@Nullable Throwable cause) {
    log.add("ended " + (cause == null ? "" : cause.getMessage()));
  }

  @AfterEach
  void close() {
    loop.close();
    context.close();
  }

  @Test
  void execute_runsInOrderOnOneThread() {
    Thread[] threads = new Thread[2];
    loop.execute(() -> threads[0] = Thread.currentThread());
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      loop.execute(() -> log.add(String.valueOf(number)));
    }
    loop.executeAndWait(() -> threads[1] = Thread.currentThread());

    assertThat(log).hasSize(1_000).startsWith("0", "1", "2").endsWith("999");
    assertThat(threads[0]).isSameAs(threads[1]).isNotSameAs(Thread.currentThread());
  }

  @Test
  void task_thatFails_doesNotEndTheLoop() {
    loop.execute(() -> {
      throw new IllegalStateException("broken");
    });
    loop.executeAndWait(() -> log.add("next"));

    assertThat(log).containsExactly("next");
    assertThat(loop.isAlive()).isTrue();
  }

  @Test
  void executeAndWait_brings_theExceptionBack() {
    assertThatThrownBy(() ->
            loop.executeAndWait(() -> {
              throw new IllegalStateException("broken");
            }))
        .hasMessage("broken");
  }

  @Test
  void task_thatDiesOfAnError_endsTheLoop_andIsTold() {
    loop.execute(() -> {
      throw new AssertionError("dead");
    });

    await().untilAsserted(() -> assertThat(log).containsExactly("ended dead"));
    assertThat(loop.isAlive()).isFalse();
    loop.executeAndWait(() -> log.add("never"));
    assertThat(log).containsExactly("ended dead");
  }

  @Test
  void schedule_runsInTheOrderOfTheTimes() {
    loop.schedule(60, () -> log.add("60"));
    loop.schedule(5, () -> log.add("5"));
    loop.schedule(30, () -> log.add("30"));

    await().untilAsserted(() -> assertThat(log).containsExactly("5", "30", "60"));
  }

  @Test
  void close_runsWhatWasHandedOver() {
    loop.execute(() -> log.add("last"));
    loop.close();

    assertThat(log).containsExactly("last", "ended ");
  }
}
