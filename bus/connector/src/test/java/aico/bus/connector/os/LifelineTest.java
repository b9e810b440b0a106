package aico.bus.connector.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LifelineTest {

  @Test
  void endOfInput_runsTheAction_andNothingBefore() throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    PipedOutputStream supervisor = new PipedOutputStream();
    new Lifeline(new PipedInputStream(supervisor), ended::countDown).watch();

    supervisor.write(new byte[1000]);
    supervisor.flush();
    assertThat(ended.getCount()).isEqualTo(1);

    supervisor.close();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
