package aico.bus.zmq;

import aico.bus.crypto.CurveKey;
import aico.bus.zmq.socket.EventLoop;
import aico.bus.zmq.socket.SocketFactory;
import aico.bus.zmq.socket.ZapHandler;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bus of one principal: reads its bundle and key, answers for its topics who may connect, and
 * opens endpoints. When authentication dies, every endpoint is closed and {@link #healthy} says no.
 */
public final class Bus implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Bus.class.getName());

  /** Refusals waiting for the listener; more are counted but not told. */
  private static final int REFUSALS_QUEUED = 1_024;

  private final BusMeters meters;
  private final SocketFactory factory;
  private final EventLoop loop;
  private final Wiring wiring;
  private final BundleWatch watch;
  private final SerialQueue refusals = new SerialQueue("refusals", REFUSALS_QUEUED);
  private final Map<String, AllowList> lists = new ConcurrentHashMap<>();
  private final Map<String, OwnedEndpoint> owned = new ConcurrentHashMap<>();
  private final Map<Endpoint, AutoCloseable> endpoints =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<RefusalListener> listeners = new CopyOnWriteArrayList<>();
  private final List<CredentialListener> credentialListeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Bus(Path stateFolder, BusMeters meters) {
    this.meters = meters;
    watch = new BundleWatch(stateFolder, changes());
    try (CurveKey key = watch.readKey()) {
      factory = new SocketFactory(key, this::failed);
    }
    AtomicReference<ZapHandler> zap = new AtomicReference<>();
    loop = factory.loop("bus", cause -> loopEnded(zap.get(), cause));
    loop.executeAndWait(() -> zap.set(factory.zap(loop, this::failed)));
    ZapHandler handler = zap.get();
    if (handler == null) {
      throw new BusException("the bus does not start");
    }
    wiring = new Wiring(factory, loop, handler, meters, this::refused, this::closed);
    watch.start(loop);
  }

  /** Opens the bus of the principal whose state folder this is, or {@link BundleException}. */
  public static Bus open(Path stateFolder, BusMeters meters) {
    return new Bus(stateFolder, meters);
  }

  /** The bundle as it was last read. */
  public Bundle bundle() {
    return watch.bundle();
  }

  /** Serves an own topic of requests. */
  public RequestServer serve(String topic, RequestHandler handler) {
    return bind(
        topic,
        own -> new RequestServer(wiring, topic, own, list(topic), handler),
        RequestServer::endpoint);
  }

  /** Joins a topic of requests. */
  public RequestClient client(String topic) {
    return join(topic, bundle -> new RequestClient(wiring, topic, bundle), RequestClient::endpoint);
  }

  /** Publishes an own topic of events. */
  public EventPublisher publisher(String topic) {
    return bind(
        topic,
        own -> new EventPublisher(wiring, topic, own, list(topic)),
        EventPublisher::endpoint);
  }

  /** Joins a topic of events. */
  public Subscription subscribe(String topic, EventListener listener) {
    return join(
        topic, bundle -> new Subscription(wiring, topic, bundle, listener), Subscription::endpoint);
  }

  /** Joins a topic of records with an outbox; a damaged one is {@link OutboxException}. */
  public RecordSender sender(String topic, Path outboxFolder) {
    return join(
        topic,
        bundle -> new RecordSender(wiring, topic, bundle, outboxFolder),
        RecordSender::endpoint);
  }

  /** Receives an own topic of records. */
  public RecordReceiver receiver(String topic, RecordHandler handler) {
    return bind(
        topic,
        own -> new RecordReceiver(wiring, topic, own, list(topic), handler),
        RecordReceiver::endpoint);
  }

  /** Serves an own topic of streams. */
  public StreamEndpoint stream(String topic, StreamHandler handler) {
    return bind(
        topic,
        own -> new StreamEndpoint(wiring, topic, own, list(topic), handler),
        StreamEndpoint::endpoint);
  }

  /** Who may connect to an own topic beside the principals of the bundle. */
  public PrincipalRegistry principals(String topic) {
    watch.bundle().owned(topic);
    return list(topic);
  }

  /** Adds a listener for refused connections. */
  public void onPeerRefused(RefusalListener listener) {
    listeners.add(listener);
  }

  /** Adds a listener for changes of the bundle and of the own key. */
  public void onCredentialChange(CredentialListener listener) {
    credentialListeners.add(listener);
  }

  /** Which credential is in use, and whether an earlier one still is. */
  public CredentialState credentials() {
    int moving = (int) endpoints().stream().filter(Endpoint::isMoving).count();
    return new CredentialState(watch.publicKey(), watch.digest(), moving);
  }

  /** How every open endpoint is. */
  public List<EndpointHealth> health() {
    return endpoints().stream().map(Endpoint::health).toList();
  }

  /** Whether authentication works, the bundle can be read, and no endpoint is down. */
  public boolean healthy() {
    return problem() == null;
  }

  /** What is wrong, in words, or null. */
  public @Nullable String problem() {
    Throwable cause = failure.get();
    if (cause != null || !loop.isAlive()) {
      return "authentication has died; every endpoint is closed";
    }
    for (EndpointHealth health : health()) {
      if (health.state() == EndpointHealth.State.DOWN) {
        return health.topic() + ": " + health.detail();
      }
    }
    return watch.problem();
  }

  private <E extends AutoCloseable> E bind(
      String topic, Function<BundleTopic.Owned, E> make, Function<E, OwnedEndpoint> endpointOf) {
    BundleTopic.Owned own = watch.bundle().owned(topic);
    return inLoop(
        topic,
        () -> {
          if (owned.containsKey(topic)) {
            throw new BusException(topic + ": open already");
          }
          E made = make.apply(own);
          owned.put(topic, endpointOf.apply(made));
          endpoints.put(endpointOf.apply(made), made);
          return made;
        });
  }

  private <E extends AutoCloseable> E join(
      String topic,
      Function<Supplier<BundleTopic.Joined>, E> make,
      Function<E, ? extends Endpoint> endpointOf) {
    BundleTopic.Joined first = watch.bundle().joined(topic);
    // A topic that a later bundle no longer has is kept where it was; its owner refuses.
    Supplier<BundleTopic.Joined> latest =
        () ->
            watch.bundle().topics().get(topic) instanceof BundleTopic.Joined joined
                ? joined
                : first;
    return inLoop(
        topic,
        () -> {
          E made = make.apply(latest);
          endpoints.put(endpointOf.apply(made), made);
          return made;
        });
  }

  private <E extends AutoCloseable> E inLoop(String topic, Supplier<E> open) {
    if (failure.get() != null) {
      throw new BusException(topic + ": " + problem());
    }
    AtomicReference<@Nullable E> made = new AtomicReference<>();
    loop.executeAndWait(() -> made.set(open.get()));
    E endpoint = made.get();
    if (endpoint == null) {
      throw new BusException(topic + ": the bus is closed");
    }
    return endpoint;
  }

  private List<Endpoint> endpoints() {
    synchronized (endpoints) {
      return List.copyOf(endpoints.keySet());
    }
  }

  private void closed(Endpoint endpoint) {
    endpoints.remove(endpoint);
    owned.values().remove(endpoint);
  }

  private AllowList list(String topic) {
    return lists.computeIfAbsent(
        topic,
        name -> {
          AllowList list =
              new AllowList(() -> {
                OwnedEndpoint endpoint = owned.get(topic);
                if (endpoint != null) {
                  endpoint.endUnlisted();
                }
              });
          list.bundled(principals(watch.bundle(), topic));
          return list;
        });
  }

  private static List<BundlePrincipal> principals(Bundle bundle, String topic) {
    return bundle.topics().get(topic) instanceof BundleTopic.Owned own
        ? own.principals()
        : List.of();
  }

  private BundleWatch.Listener changes() {
    return new BundleWatch.Listener() {
      @Override
      public void changing(CredentialChange change) {
        credentialListeners.forEach(listener -> listener.changing(change));
      }

      @Override
      public void bundleChanged(Bundle before, Bundle after) {
        lists.forEach((topic, list) -> list.bundled(principals(after, topic)));
        endpoints().forEach(Endpoint::targetChanged);
        if (before.previousKey() != null && after.previousKey() == null) {
          endpoints().forEach(Endpoint::overlapEnded);
          factory.forgetRetired();
        }
      }

      @Override
      public void keyChanged(CurveKey next) {
        try (next) {
          factory.renew(next);
        }
        endpoints().forEach(Endpoint::keyChanged);
      }
    };
  }

  private void refused(PeerRefused refused) {
    if (!listeners.isEmpty()) {
      refusals.offer(() -> listeners.forEach(listener -> listener.refused(refused)));
    }
  }

  /** A thread of JeroMQ or the ZAP handler died: nothing is authenticated any more. */
  void failed(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      LOG.log(System.Logger.Level.ERROR, "authentication has died, closing every endpoint", cause);
      loop.execute(this::closeSockets);
    }
  }

  private void closeSockets() {
    endpoints().forEach(Endpoint::closeSockets);
  }

  /** On the loop's thread, as its last act: JeroMQ lets everyone in once the handler is gone. */
  private void loopEnded(@Nullable ZapHandler zap, @Nullable Throwable cause) {
    if (cause != null) {
      failure.compareAndSet(null, cause);
    }
    closeSockets();
    if (zap != null) {
      factory.close(zap);
    }
  }

  /** Closes every endpoint, makes outboxes durable, and ends the bus's threads. */
  @Override
  public void close() {
    List<AutoCloseable> open;
    synchronized (endpoints) {
      open = List.copyOf(endpoints.values());
    }
    for (AutoCloseable endpoint : open.reversed()) {
      try {
        endpoint.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "cannot close an endpoint", e);
      }
    }
    watch.close();
    loop.close();
    factory.close();
  }

  BusMeters meters() {
    return meters;
  }
}
