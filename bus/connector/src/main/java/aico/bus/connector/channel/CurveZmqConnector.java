package aico.bus.connector.channel;

import aico.bus.connector.Guard;
import aico.bus.connector.HeartbeatState;
import aico.bus.connector.Outboxes;
import aico.bus.connector.RecordHeads;
import aico.bus.zmq.Bus;
import aico.bus.zmq.EndpointHealth;
import aico.bus.zmq.EventPublisher;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReporter;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jspecify.annotations.Nullable;

/**
 * The connector {@code curvezmq}. A channel names its topic; what kind the topic is and whether
 * this process owns it follows from the bundle, and with the direction that gives the channel's
 * use. Endpoints are opened while the application starts, so that a port in use or a wrong
 * attribute stops it.
 */
@ApplicationScoped
@Connector(CurveZmqConnector.NAME)
@ConnectorAttribute(
    name = "topic",
    description = "The topic's name in the bundle, such as vault.requests",
    type = "string",
    mandatory = true,
    direction = Direction.INCOMING_AND_OUTGOING)
public class CurveZmqConnector implements InboundConnector, OutboundConnector, HealthReporter {
  public static final String NAME = "curvezmq";

  /** After SmallRye has wired the channels, before services begin. */
  private static final int AFTER_WIRING = 1_500;

  private final Bus bus;
  private final Guard guard;
  private final Outboxes outboxes;
  private final Instance<RecordHeads> recordHeads;
  private final Instance<HeartbeatState> heartbeatStates;
  private final VertxInternal vertx;

  private final List<ChannelAttributes> channels = new ArrayList<>();
  private final Deque<AutoCloseable> endpoints = new ArrayDeque<>();

  @Inject
  CurveZmqConnector(
      Bus bus,
      Guard guard,
      Outboxes outboxes,
      @Any Instance<RecordHeads> recordHeads,
      @Any Instance<HeartbeatState> heartbeatStates,
      ExecutionHolder execution) {
    this.bus = bus;
    this.guard = guard;
    this.outboxes = outboxes;
    this.recordHeads = recordHeads;
    this.heartbeatStates = heartbeatStates;
    this.vertx = (VertxInternal) execution.vertx().getDelegate();
  }

  @Override
  public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
    ChannelAttributes attributes = register(config, true);
    Inlet inlet = new Inlet(vertx.createEventLoopContext());
    switch (attributes.use()) {
      case REQUESTS_IN -> open(bus.serve(attributes.topic(), new RequestsIn(guard, inlet)));
      case EVENTS_IN -> {
        EventsIn events = new EventsIn(attributes.topic(), inlet);
        open(bus.subscribe(attributes.topic(), events));
        open(events);
      }
      case RECORDS_IN ->
          open(
              bus.receiver(
                  attributes.topic(), new RecordsIn(attributes.topic(), heads(attributes), inlet)));
      case REPLIES_OUT, EVENTS_OUT, RECORDS_OUT ->
          throw new IllegalStateException(attributes.use() + " is outgoing");
    }
    return inlet.messages();
  }

  @Override
  public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
    ChannelAttributes attributes = register(config, false);
    Function<Multi<Message<?>>, Multi<Void>> outlet =
        switch (attributes.use()) {
          case REPLIES_OUT -> new RepliesOut(attributes.channel());
          case EVENTS_OUT -> new EventsOut(attributes.channel(), publisher(attributes.topic()));
          case RECORDS_OUT -> new RecordsOut(attributes.channel(), outboxes.of(attributes.topic()));
          case REQUESTS_IN, EVENTS_IN, RECORDS_IN ->
              throw new IllegalStateException(attributes.use() + " is incoming");
        };
    return MultiUtils.via(outlet);
  }

  private synchronized ChannelAttributes register(Config config, boolean incoming) {
    ChannelAttributes attributes = ChannelAttributes.of(config, incoming, bus.bundle());
    for (ChannelAttributes other : channels) {
      if (other.topic().equals(attributes.topic()) && other.use() == attributes.use()) {
        throw new ChannelException(
            attributes.channel(),
            "topic",
            attributes.topic() + ": already that of channel " + other.channel());
      }
    }
    channels.add(attributes);
    return attributes;
  }

  private synchronized void open(AutoCloseable endpoint) {
    endpoints.push(endpoint);
  }

  private EventPublisher publisher(String topic) {
    EventPublisher publisher = bus.publisher(topic);
    open(publisher);
    for (HeartbeatState state : heartbeatStates) {
      if (state.topic().equals(topic)) {
        publisher.heartbeatState(state::state);
      }
    }
    return publisher;
  }

  private RecordHeads heads(ChannelAttributes attributes) {
    if (!recordHeads.isResolvable()) {
      throw new ChannelException(
          attributes.channel(), "topic", attributes.topic() + ": needs one bean RecordHeads");
    }
    return recordHeads.get();
  }

  /** Requests without a way back, or the other way round, are a contradiction. */
  void requirePairs(@Observes @Priority(AFTER_WIRING) StartupEvent event) {
    requirePartner(ChannelUse.REQUESTS_IN, ChannelUse.REPLIES_OUT, "outgoing");
    requirePartner(ChannelUse.REPLIES_OUT, ChannelUse.REQUESTS_IN, "incoming");
  }

  private synchronized void requirePartner(ChannelUse use, ChannelUse partner, String direction) {
    for (ChannelAttributes channel : channels) {
      if (channel.use() == use
          && channels.stream()
              .noneMatch(c -> c.use() == partner && c.topic().equals(channel.topic()))) {
        throw new ChannelException(
            channel.channel(), "topic", channel.topic() + ": has no " + direction + " channel");
      }
    }
  }

  /**
   * A channel is ready unless its endpoint is down; a peer that is away is no fault of this one.
   */
  @Override
  public synchronized HealthReport getReadiness() {
    HealthReport.HealthReportBuilder report = HealthReport.builder();
    for (ChannelAttributes channel : channels) {
      EndpointHealth health = healthOf(channel.topic());
      if (health == null) {
        report.add(channel.channel(), bus.healthy());
      } else {
        boolean ready = health.state() != EndpointHealth.State.DOWN;
        report.add(channel.channel(), ready, health.detail());
      }
    }
    return report.build();
  }

  @Override
  public HealthReport getLiveness() {
    return getReadiness();
  }

  private @Nullable EndpointHealth healthOf(String topic) {
    for (EndpointHealth health : bus.health()) {
      if (health.topic().equals(topic)) {
        return health;
      }
    }
    return null;
  }

  @PreDestroy
  synchronized void close() throws Exception {
    while (!endpoints.isEmpty()) {
      endpoints.pop().close();
    }
  }
}
