package aico.bus.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsIT {
  private static final String TOPIC = Topics.KEY_EVENTS;

  private TestHome home;

  @BeforeEach
  void provision(@TempDir Path folder) throws Exception {
    home =
        new TestHome(folder)
            .principal("key-service", Role.KEY)
            .principal("vault-service", Role.VAULT)
            .principal("audit-service", Role.AUDIT)
            .topic(TOPIC, TopicKind.EVENTS, "key-service")
            .joins("vault-service", TOPIC)
            .provision();
  }

  @AfterEach
  void close() throws Exception {
    home.close();
  }

  /** Writes down what it hears. */
  private static final class Heard implements EventListener {
    final List<String> log = new CopyOnWriteArrayList<>();
    final BlockingQueue<BusEvent> heartbeats = new LinkedBlockingQueue<>();

    @Override
    public void onEvent(BusEvent event) {
      log.add(event.type() + " " + event.sequence() + " " + event.body());
    }

    @Override
    public void onHeartbeat(BusEvent heartbeat) {
      heartbeats.add(heartbeat);
    }

    @Override
    public void onGap() {
      log.add("gap");
    }

    @Override
    public void onSilence() {
      log.add("silence");
    }
  }

  @Test
  void publish_reachesASubscriber_afterTheGapOfTheFirstContact() throws Exception {
    EventPublisher publisher = home.open("key-service").publisher(TOPIC);
    Heard heard = new Heard();
    home.open("vault-service").subscribe(TOPIC, heard);
    publisher.heartbeatState(() -> Map.of("head", 5));
    BusEvent heartbeat = heard.heartbeats.take();

    publisher.publish("key.unlocked", Map.of("user", "owner"));
    publisher.publish("key.locked", Map.of());

    await()
        .untilAsserted(() ->
            assertThat(heard.log)
                .containsExactly("gap", "key.unlocked 1 {\"user\":\"owner\"}", "key.locked 2 {}"));
    assertThat(heartbeat.incarnation()).isEqualTo(publisher.incarnation());
    await().until(() -> heard.heartbeats.stream().anyMatch(h -> h.sequence() == 2));
    assertThat(heard.heartbeats).allMatch(h -> h.body().get("head").asInt() == 5);
  }

  @Test
  void subscriber_hearsSilence_andAGapWhenTheOwnerStartsAnew() throws Exception {
    Bus first = home.open("key-service");
    EventPublisher publisher = first.publisher(TOPIC);
    Heard heard = new Heard();
    home.open("vault-service").subscribe(TOPIC, heard);
    heard.heartbeats.take();
    publisher.publish("key.locked", Map.of());
    await().until(() -> heard.log.size() == 2);

    first.close();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(heard.log).endsWith("silence"));
    home.open("key-service").publisher(TOPIC);

    await().untilAsserted(() -> assertThat(heard.log).endsWith("silence", "gap"));
    assertThat(heard.log).containsExactly("gap", "key.locked 1 {}", "silence", "gap");
  }

  @Test
  void subscriber_thatMissedEvents_hearsAGap() throws Exception {
    EventPublisher publisher = home.open("key-service").publisher(TOPIC);
    Heard heard = new Heard();
    Subscription subscription = home.open("vault-service").subscribe(TOPIC, heard);
    heard.heartbeats.take();
    publisher.publish("key.locked", Map.of());
    await().until(() -> heard.log.size() == 2);

    subscription.reconnect();
    publisher.publish("key.unlocked", Map.of());
    await().until(() -> subscription.endpoint().isReady());
    heard.heartbeats.clear();
    heard.heartbeats.take();
    publisher.publish("key.locked", Map.of());

    await()
        .untilAsserted(() ->
            assertThat(heard.log)
                .containsExactly("gap", "key.locked 1 {}", "gap", "key.locked 3 {}"));
  }

  @Test
  void publish_whileTheStateCannotBeHad_hasNoHeartbeat() throws Exception {
    EventPublisher publisher = home.open("key-service").publisher(TOPIC);
    Heard heard = new Heard();
    home.open("vault-service").subscribe(TOPIC, heard);
    heard.heartbeats.take();

    publisher.heartbeatState(() -> {
      throw new IllegalStateException("locked");
    });

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(heard.log).endsWith("silence"));
  }

  @Test
  void subscribe_withAnUnlistedKey_hearsNothing() throws Exception {
    CountingMeters meters = new CountingMeters();
    EventPublisher publisher = home.open("key-service", meters).publisher(TOPIC);
    Heard listed = new Heard();
    Heard unlisted = new Heard();
    home.open("vault-service").subscribe(TOPIC, listed);
    home.open("audit-service").subscribe(TOPIC, unlisted);
    listed.heartbeats.take();

    publisher.publish("key.locked", Map.of());

    await().until(() -> listed.log.contains("key.locked 1 {}"));
    await().until(() -> meters.get(TOPIC, BusMeters.Counter.REFUSED) > 0);
    await().until(() -> unlisted.log.contains("silence"));
    assertThat(unlisted.log).containsExactly("silence");
    assertThat(unlisted.heartbeats).isEmpty();
  }

  @Test
  void add_letsAPrincipalIn_andRemoveEndsItsLiveConnection() throws Exception {
    Bus owner = home.open("key-service");
    owner.publisher(TOPIC);
    Heard heard = new Heard();
    Subscription subscription = home.open("audit-service").subscribe(TOPIC, heard);

    owner
        .principals(TOPIC)
        .add("integrator/siem", Role.INTEGRATOR, home.publicKey("audit-service"));
    heard.heartbeats.take();
    owner.principals(TOPIC).remove("integrator/siem");

    await().atMost(Duration.ofSeconds(1)).until(() -> !subscription.endpoint().isReady());
    heard.heartbeats.clear();
    await().atMost(Duration.ofSeconds(10)).until(() -> heard.log.contains("silence"));
    assertThat(heard.heartbeats).isEmpty();
  }
}
