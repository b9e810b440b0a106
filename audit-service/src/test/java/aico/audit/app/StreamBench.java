package aico.audit.app;

import aico.audit.Records;
import aico.audit.log.Leaf;
import aico.audit.log.LogFolder;
import aico.audit.storage.SegmentStore;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Topics;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.testing.Ports;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.RequestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The shipped service with a log of many events of 600 bytes, for a subscriber in another language:
 * prints endpoint, server key, and the subscriber's public and secret key, all in hex, once all is
 * signed and indexed, and ends with its standard input. Arguments: a folder, events.
 */
public final class StreamBench {
  private static final int EVENT_BYTES = 600;
  private static final int BATCH = 5_000;
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String LOG_ID = "0123456789abcdef0123456789abcdef";

  private StreamBench() {}

  public static void main(String[] args) throws Exception {
    long events = Long.parseLong(args[1]);
    try (Neighbourhood home = new Neighbourhood(Path.of(args[0]), 0)) {
      home.play();
      Path state = home.state(Principals.AUDIT);
      write(state, events);
      try (ServiceProcess service = ServiceProcess.start(state, Ports.free());
          CurveKey siem = CurveKey.generate()) {
        RequestClient cli = home.bus(Principals.CLI).client(Topics.AUDIT_REQUESTS);
        while (signed(cli) < events) {
          TimeUnit.MILLISECONDS.sleep(200);
        }
        cli.ask(
            new AuditRequest.IntegratorAdd("siem", Hex.encode(siem.publicKey()), true),
            home.token(),
            null,
            DEADLINE);
        Path secret = Path.of(args[0]).resolve("siem.key");
        siem.write(secret);
        System.out.println(
            String.join(
                " ",
                home.endpoint(Topics.AUDIT_STREAM),
                home.publicKey(Principals.AUDIT),
                Hex.encode(siem.publicKey()),
                Files.readAllLines(secret).get(1)));
        var unused = System.in.read();
        service.stop();
      }
    }
  }

  private static long signed(RequestClient cli) {
    try {
      return ((AuditReply.State) cli.ask(new AuditRequest.State(), DEADLINE).reply()).size();
    } catch (RequestFailed notYet) {
      return 0;
    }
  }

  private static void write(Path state, long events) throws Exception {
    Files.writeString(state.resolve("log.json"), "{\"version\":1,\"log_id\":\"" + LOG_ID + "\"}\n");
    LogFolder folder = new LogFolder(state.resolve("log"));
    try (SegmentStore store = new SegmentStore(folder, LOG_ID, 0)) {
      for (long i = 0; i < events; i++) {
        int bare = Records.record("vault-service", i).length;
        byte[] record = Records.record("vault-service", i, "x".repeat(EVENT_BYTES - bare));
        store.append(new Leaf(i, "vault-service", Records.INCARNATION, i + 1, record).encode());
        if (i % BATCH == BATCH - 1 || i == events - 1) {
          store.commit();
        }
      }
    }
  }
}
