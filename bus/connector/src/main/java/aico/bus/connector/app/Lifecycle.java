package aico.bus.connector.app;

import aico.bus.connector.NotRecorded;
import aico.bus.connector.PeerRefusals;
import aico.bus.connector.Trail;
import aico.bus.connector.os.Lifeline;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.ProcessHardening;
import aico.bus.zmq.Bus;
import aico.bus.zmq.CredentialChange;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A service's start and stop, as the trail, the supervisor and the operating system see it. */
@Singleton
public class Lifecycle {
  /** Before anything holds a secret. */
  private static final int FIRST = 1;

  /** After the service's own observers. */
  private static final int LAST = 10_000;

  /** audit-service opens its log first, which takes its time after a crash. */
  private static final int MAX_TRIES = 60;

  private static final long PAUSE_MS = 1_000;
  private static final String STDIN = "stdin";
  private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

  private final Bus bus;
  private final Trail trail;
  private final String lifeline;
  private final PeerRefusals refusals;
  private volatile boolean stopping;

  @Inject
  Lifecycle(
      Bus bus,
      Trail trail,
      @ConfigProperty(name = "aico.lifeline", defaultValue = "none") String lifeline) {
    this.bus = bus;
    this.trail = trail;
    this.lifeline = lifeline;
    this.refusals = new PeerRefusals(this::recordQuietly, System::nanoTime);
  }

  void harden(@Observes @Priority(FIRST) StartupEvent event) {
    ProcessHardening.apply();
    if (lifeline.equals(STDIN)) {
      new Lifeline(System.in, () -> Quarkus.asyncExit(0)).watch();
    }
    bus.onPeerRefused(refusals::refused);
    bus.onCredentialChange(this::changing);
  }

  /** A key that cannot be recorded is not taken. */
  private void changing(CredentialChange change) {
    switch (change) {
      case CredentialChange.NewKey(String before, String after) ->
          trail.record(
              AuditEvent.of(EventCode.CREDENTIAL_ROTATED)
                  .on(new Resource("principal", bus.bundle().principal()))
                  .with("before", before)
                  .with("after", after));
      case CredentialChange.NewBundle bundle -> {}
    }
  }

  void started(@Observes @Priority(LAST) StartupEvent event) {
    Thread.ofVirtual().name("aico-lifecycle").start(this::recordStartAndRefusals);
  }

  private void recordStartAndRefusals() {
    boolean recorded = false;
    for (int tries = 0; !stopping; tries++) {
      if (!recorded && tries < MAX_TRIES) {
        recorded = recordQuietly(event(EventCode.SERVICE_STARTED));
      }
      refusals.flush();
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  void stopped(@Observes @Priority(LAST) ShutdownEvent event) {
    stopping = true;
    try {
      trail.recordReserved(event(EventCode.SERVICE_STOPPED));
    } catch (NotRecorded e) {
      LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
    }
  }

  private AuditEvent event(EventCode code) {
    return AuditEvent.of(code).with("pid", Long.toString(ProcessHandle.current().pid()));
  }

  private boolean recordQuietly(AuditEvent event) {
    if (stopping) {
      return false;
    }
    try {
      trail.record(event);
      return true;
    } catch (NotRecorded e) {
      LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
      return false;
    }
  }
}
