package aico.deploy;

import aico.bus.contract.TopicKind;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.EndpointHealth;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.RequestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process that holds one principal's real key and knocks at every topic of the suite, listed or
 * not: what a service that was taken over could do.
 */
final class Impostor implements AutoCloseable {
  private final Bus bus;
  private final Map<String, RequestClient> clients = new HashMap<>();

  /**
   * Opens every topic that the principal does not own.
   *
   * @param key the principal's {@code curve.key}
   * @param real the principal's own bundle, or one of a stranger
   * @param all every topic of the suite with its owner's key
   */
  Impostor(Path folder, Path key, Bundle real, Map<String, BundleTopic.Joined> all)
      throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(Bundle.KEY_FILE), Files.readAllBytes(key));
    Files.setPosixFilePermissions(
        folder.resolve(Bundle.KEY_FILE),
        java.nio.file.attribute.PosixFilePermissions.fromString("r--------"));
    Map<String, BundleTopic> forged = new TreeMap<>(all);
    real.topics()
        .forEach((topic, use) -> {
          if (use instanceof BundleTopic.Owned) {
            forged.remove(topic);
          }
        });
    new Bundle(real.principal(), real.role(), 0, Map.of(), forged).write(folder);
    bus = Bus.open(folder, BusMeters.none());
    forged.forEach((topic, use) -> open(folder, topic, use.kind()));
  }

  private void open(Path folder, String topic, TopicKind kind) {
    switch (kind) {
      // The open end of a stream is a DEALER, as a client of requests is.
      case REQUESTS, STREAM -> clients.put(topic, bus.client(topic));
      case EVENTS -> bus.subscribe(topic, new Deaf());
      case RECORDS -> bus.sender(topic, folder.resolve("outbox"));
    }
  }

  /** The open end of a topic of requests. */
  RequestClient client(String topic) {
    RequestClient client = clients.get(topic);
    if (client == null) {
      throw new IllegalArgumentException(topic);
    }
    return client;
  }

  /** The topics whose owner let this principal in. */
  java.util.Set<String> admitted() {
    return bus.health().stream()
        .filter(h -> h.state() == EndpointHealth.State.UP)
        .map(EndpointHealth::topic)
        .collect(java.util.stream.Collectors.toCollection(java.util.TreeSet::new));
  }

  @Override
  public void close() {
    bus.close();
  }

  private static final class Deaf implements EventListener {
    @Override
    public void onEvent(BusEvent event) {}

    @Override
    public void onGap() {}

    @Override
    public void onSilence() {}
  }
}
