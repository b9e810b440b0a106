package aico.bus.zmq;

import java.nio.file.Path;
import java.util.List;

/** The bus of one principal. */
public final class Bus implements AutoCloseable {
  Bus() {}

  public static Bus open(Path stateFolder, BusMeters meters) {
    throw new UnsupportedOperationException();
  }

  public Bundle bundle() {
    throw new UnsupportedOperationException();
  }

  public RequestServer serve(String topic, RequestHandler handler) {
    throw new UnsupportedOperationException();
  }

  public RequestClient client(String topic) {
    throw new UnsupportedOperationException();
  }

  public EventPublisher publisher(String topic) {
    throw new UnsupportedOperationException();
  }

  public Subscription subscribe(String topic, EventListener listener) {
    throw new UnsupportedOperationException();
  }

  public RecordSender sender(String topic, Path outboxFolder) {
    throw new UnsupportedOperationException();
  }

  public RecordReceiver receiver(String topic, RecordHandler handler) {
    throw new UnsupportedOperationException();
  }

  public StreamEndpoint stream(String topic, StreamHandler handler) {
    throw new UnsupportedOperationException();
  }

  public PrincipalRegistry principals(String topic) {
    throw new UnsupportedOperationException();
  }

  public void onPeerRefused(RefusalListener listener) {
    throw new UnsupportedOperationException();
  }

  public List<EndpointHealth> health() {
    throw new UnsupportedOperationException();
  }

  /** Whether authentication works and no endpoint is down. */
  public boolean healthy() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
