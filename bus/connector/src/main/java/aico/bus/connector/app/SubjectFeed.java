package aico.bus.connector.app;

import aico.bus.connector.Boot;
import aico.bus.connector.SubjectCopy;
import aico.bus.contract.RequestType;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what names are made unreadable with up to date: a second after somebody was forgotten no
 * service has their keys any more.
 */
@Singleton
public class SubjectFeed {
  private static final int AFTER_WIRING = 1_500;
  private static final long PAUSE_MS = 1_000;

  /** At start key-service comes up at the same time. */
  private static final long FIRST_PAUSE_MS = 100;

  private static final System.Logger LOG = System.getLogger(SubjectFeed.class.getName());

  private final Boot boot;
  private final Bus bus;
  private final SubjectCopy copy;
  private volatile boolean stopping;

  @Inject
  SubjectFeed(Boot boot, Bus bus, SubjectCopy copy) {
    this.boot = boot;
    this.bus = bus;
    this.copy = copy;
  }

  boolean mayAsk() {
    return !boot.training()
        && bus.bundle().topics().get(RequestType.KEY_SUBJECTS.topic())
            instanceof BundleTopic.Joined joined
        && joined.requests().contains(RequestType.KEY_SUBJECTS.wireName());
  }

  void start(@Observes @Priority(AFTER_WIRING) StartupEvent event) {
    if (mayAsk()) {
      Thread.ofVirtual().name("aico-subjects").start(this::follow);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  private void follow() {
    String told = "";
    while (!stopping) {
      try {
        copy.refresh();
        told = "";
      } catch (RuntimeException notNow) {
        // Nobody there, the connection closed, or no memory to lock: said once, and asked again.
        String message = String.valueOf(notNow.getMessage());
        if (!stopping && !message.equals(told)) {
          LOG.log(System.Logger.Level.WARNING, "names in events: {0}", message);
          told = message;
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(copy.known().state() == null ? FIRST_PAUSE_MS : PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
