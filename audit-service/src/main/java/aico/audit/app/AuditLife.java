package aico.audit.app;

import aico.audit.Integrators;
import aico.audit.Watch;
import aico.audit.bus.EraseAnswers;
import aico.audit.bus.LiveTap;
import aico.audit.bus.StreamDoor;
import aico.bus.connector.ServiceKeys;
import aico.bus.connector.Trail;
import aico.bus.contract.Topics;
import aico.bus.zmq.Bus;
import aico.bus.zmq.StreamEndpoint;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** Opens the log before anything is heard, and closes it after everything else. */
@Singleton
public class AuditLife {
  /** After the process is hardened, before the channels open. */
  private static final int BEFORE_CHANNELS = 100;

  /** Two syncs; what is not kept by then is learned again from the log. */
  private static final long WATCH_END_MAX_MS = 2_000;

  private final AuditLog log;
  private final Bus bus;
  private final Integrators integrators;
  private final SigningStart signingStart;
  private final PseudonymStart pseudonyms;
  private final LiveTap tap;
  private final CredentialOverlaps overlaps;
  private final OutgoingChannels channels;
  private final Watch watch;
  private final Thread watchThread;
  private final Forgetting forgetting;

  @Inject
  AuditLife(
      AuditLog log,
      Bus bus,
      Integrators integrators,
      ServiceKeys serviceKeys,
      OutgoingChannels channels,
      Trail trail,
      Watch watch,
      PseudonymStart pseudonyms,
      EraseAnswers erase) {
    this.log = log;
    this.forgetting = new Forgetting(erase);
    this.pseudonyms = pseudonyms;
    this.bus = bus;
    this.integrators = integrators;
    this.channels = channels;
    this.watch = watch;
    this.watchThread = Thread.ofPlatform().name("audit-watch").unstarted(watch);
    this.signingStart = new SigningStart(log, serviceKeys);
    this.overlaps = new CredentialOverlaps(trail);
    this.tap = new LiveTap(log.journal()::size, log.leaves(), channels::live);
  }

  void open(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
    integrators.start();
    log.start();
    integrators.tellRestored();
    bus.onCredentialChange(overlaps::changing);
  }

  void follow(@Observes StartupEvent event) {
    CompletableFuture<StreamEndpoint> endpoint = new CompletableFuture<>();
    endpoint.complete(bus.stream(Topics.AUDIT_STREAM, new StreamDoor(log.hub(), endpoint::join)));
    log.journal().onCommit(size -> tap.committed());
    log.journal().onCommit(size -> watch.committed());
    log.journal().onAlarm(channels::alert);
    watchThread.start();
    Thread.ofPlatform().name("audit-live").daemon().start(tap);
    Thread.ofVirtual().name("audit-signing-key").start(signingStart::run);
    Thread.ofVirtual().name("audit-pseudonyms").start(pseudonyms::run);
    Thread.ofVirtual().name("audit-forgetting").start(forgetting);
  }

  SigningStart signingStart() {
    return signingStart;
  }

  void stop(@Observes ShutdownEvent event) {
    forgetting.end();
    tap.end();
    watch.end();
    log.hub().end();
  }

  /** The log is closed here, while there still is a key to sign its end with. */
  @PreDestroy
  void close() {
    joinWatch();
    log.close();
    signingStart.close();
    pseudonyms.close();
  }

  /** It keeps what it knows, and may be recording an alert. */
  private void joinWatch() {
    try {
      watch.end();
      if (watchThread.isAlive()) {
        watchThread.join(WATCH_END_MAX_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
