package aico.audit.storage;

import aico.audit.Journal;
import aico.audit.Journal.Sent;
import aico.audit.Position;
import aico.audit.Records;
import aico.audit.crypto.SigningKey;
import aico.bus.crypto.SecretBytes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process to be killed: appends to a log from several threads, publishes checkpoints meanwhile,
 * and prints {@code <producer> <sequence>} for everything that was acknowledged.
 */
public final class AppendingMain {
  static final int PRODUCERS = 4;

  private AppendingMain() {}

  /** Arguments: the folder, and the sequence that each producer starts with. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long first = Long.parseLong(args[1]);
    TestLogFiles log = new TestLogFiles(folder.resolve("log"), key(folder));
    PrintStream out = new PrintStream(System.out, true);
    log.publish();
    for (int p = 0; p < PRODUCERS; p++) {
      String producer = "producer-" + p;
      Thread.ofPlatform().start(() -> append(log.journal, producer, first, out));
    }
    while (true) {
      TimeUnit.MILLISECONDS.sleep(20);
      log.publish();
    }
  }

  private static void append(Journal journal, String producer, long first, PrintStream out) {
    for (long i = first; ; i++) {
      long sequence = i;
      Position position = new Position(producer, "%032x".formatted(first), i - first + 1);
      Sent sent = new Sent(position, Records.record(producer, i, "x".repeat((int) (i % 900))));
      journal
          .submit(List.of(sent))
          .whenComplete((stored, failed) -> {
            if (failed == null) {
              synchronized (out) {
                out.println(producer + " " + sequence);
              }
            }
          });
    }
  }

  /** The same key in every life. */
  static SigningKey key(Path folder) throws IOException {
    Path file = folder.resolve("key");
    byte[] serviceKey = new byte[32];
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(serviceKey)) {
      if (Files.exists(file)) {
        return SigningKey.open(TestLogFiles.ORIGIN, secret, Files.readAllBytes(file));
      }
      SigningKey key = SigningKey.generate(TestLogFiles.ORIGIN);
      Files.write(file, key.seal(secret));
      return key;
    }
  }
}
