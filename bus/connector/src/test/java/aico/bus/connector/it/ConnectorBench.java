package aico.bus.connector.it;

import aico.bus.connector.Tokens;
import aico.bus.contract.VaultRequest;
import aico.bus.zmq.Bus;
import aico.bus.zmq.RecordBatch;
import aico.bus.zmq.RecordHandler;
import aico.bus.zmq.RecordHello;
import aico.bus.zmq.RequestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * The connector as shipped, in a service with the flags of the suite. Prints one number: of {@code
 * rtt COUNT} the median in microseconds of a request from the command to a handler and back, of
 * {@code records COUNT} the records of 512 bytes per second that a service sends on an outgoing
 * channel, through outbox, sync and acknowledged batches. The first tenth is not counted. Run in
 * the module's folder.
 */
public final class ConnectorBench {
  private static final Duration DEADLINE = Duration.ofSeconds(240);

  /** Short: an owner remembers the correlations of 16,384 requests until their deadline. */
  private static final Duration RTT_DEADLINE = Duration.ofSeconds(2);

  private ConnectorBench() {}

  /** Starts the sample service and what it needs around it. */
  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[1]);
    Path root = Files.createTempDirectory("aico-bench-bus");
    TestHome home = new TestHome(root);
    Tokens tokens = new Tokens("k1");
    Store store = new Store(count);
    try (Peers.Auth auth = new Peers.Auth(home, tokens.state());
        Peers.Policy policy = new Peers.Policy(home);
        Peers.Keys keys = new Peers.Keys(home);
        Bus audit = home.bus("audit-service");
        Bus cliBus = home.bus("cli")) {
      audit.receiver("audit.records", new Store(Integer.MAX_VALUE));
      audit.receiver("other.records", store);
      try (SampleProcess sample = SampleProcess.start("full", home).awaitReady()) {
        RequestClient cli = cliBus.client("vault.requests");
        System.out.printf("%.1f%n", args[0].equals("rtt") ? rtt(cli, count) : records(cli, store));
      }
    } finally {
      delete(root);
    }
  }

  private static double rtt(RequestClient cli, int count) {
    long[] took = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      cli.ask(new VaultRequest.Unmount("nothing"), null, null, RTT_DEADLINE);
      took[i] = System.nanoTime() - start;
    }
    long[] counted = Arrays.copyOfRange(took, count / 10, count);
    Arrays.sort(counted);
    return counted[counted.length / 2] / 1e3;
  }

  private static double records(RequestClient cli, Store store) throws InterruptedException {
    cli.ask(new VaultRequest.Unmount("burst-" + store.count), null, null, DEADLINE);
    store.done.await();
    return (store.count - store.counted) / ((store.endedAt - store.startedAt) / 1e9);
  }

  /** Counts what comes and acknowledges it. */
  private static final class Store implements RecordHandler {
    final CountDownLatch done = new CountDownLatch(1);
    final int count;
    private int stored;
    int counted;
    long startedAt;
    volatile long endedAt;

    Store(int count) {
      this.count = count;
    }

    @Override
    public CompletionStage<Long> hello(RecordHello hello) {
      return CompletableFuture.completedStage(hello.baseSequence());
    }

    @Override
    public synchronized CompletionStage<Long> store(RecordBatch batch) {
      stored += batch.records().size();
      if (startedAt == 0 && stored >= count / 10) {
        startedAt = System.nanoTime();
        counted = stored;
      }
      if (stored >= count) {
        endedAt = System.nanoTime();
        done.countDown();
      }
      return CompletableFuture.completedStage(batch.lastSequence());
    }
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
