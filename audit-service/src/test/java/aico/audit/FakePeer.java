package aico.audit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A subscriber that remembers what it was told, and can be slow or gone. */
final class FakePeer implements StreamPeer {
  private final String principal;
  final List<StreamTell> told = new CopyOnWriteArrayList<>();
  volatile Outcome outcome = Outcome.SENT;
  volatile int tried;

  FakePeer(String principal) {
    this.principal = principal;
  }

  @Override
  public String principal() {
    return principal;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // the hub's thread alone sends
  public Outcome send(StreamTell message) {
    tried++;
    if (outcome == Outcome.SENT) {
      told.add(message);
    }
    return outcome;
  }

  List<Long> events() {
    return told.stream()
        .filter(StreamTell.Event.class::isInstance)
        .map(m -> ((StreamTell.Event) m).sequence())
        .toList();
  }

  List<String> leaves() {
    return told.stream()
        .filter(StreamTell.Event.class::isInstance)
        .map(m -> new String(((StreamTell.Event) m).leaf(), StandardCharsets.UTF_8))
        .toList();
  }

  <T extends StreamTell> List<T> all(Class<T> type) {
    return told.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
