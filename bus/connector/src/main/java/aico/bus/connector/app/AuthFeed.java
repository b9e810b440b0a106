package aico.bus.connector.app;

import aico.bus.connector.AuthHead;
import aico.bus.connector.AuthStateCopy;
import aico.bus.contract.InvalidField;
import aico.bus.contract.RequestType;
import aico.bus.contract.Topics;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.Json;
import aico.bus.zmq.Subscription;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the guard's copy of auth-service's state from {@code auth.events}, in services that admit
 * anything by token.
 */
@Singleton
public class AuthFeed implements EventListener {
  private static final int AFTER_WIRING = 1_500;

  private final Bus bus;
  private final AuthStateCopy copy;
  private @Nullable Subscription subscription;

  @Inject
  AuthFeed(Bus bus, AuthStateCopy copy) {
    this.bus = bus;
    this.copy = copy;
  }

  void start(@Observes @Priority(AFTER_WIRING) StartupEvent event) {
    Map<String, BundleTopic> topics = bus.bundle().topics();
    boolean admitsByToken =
        Arrays.stream(RequestType.values())
            .filter(type -> type.admission().actsForAPerson())
            .anyMatch(type -> topics.get(type.topic()) instanceof BundleTopic.Owned);
    if (admitsByToken && topics.get(Topics.AUTH_EVENTS) instanceof BundleTopic.Joined) {
      subscription = bus.subscribe(Topics.AUTH_EVENTS, this);
    }
  }

  @Override
  public void onEvent(BusEvent event) {
    onHeartbeat(event);
  }

  @Override
  public void onHeartbeat(BusEvent heartbeat) {
    try {
      AuthHead head = Json.tolerant().read(Json.tolerant().write(heartbeat.body()), AuthHead.class);
      copy.heard(head.incarnation(), head.head());
    } catch (InvalidField e) {
      copy.lost();
    }
  }

  @Override
  public void onGap() {
    copy.lost();
  }

  @Override
  public void onSilence() {
    copy.lost();
  }

  @PreDestroy
  void close() {
    if (subscription != null) {
      subscription.close();
    }
  }
}
