package aico.bridge.mqtt;

import aico.bridge.mqtt.HomeAssistant.Message;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuth;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One connection to a broker: MQTT 3.1.1, a clean session, quality of service 1, a last will. */
final class Broker implements AutoCloseable {
  private static final long LIMIT_MS = 15_000;
  private static final int KEEP_ALIVE_S = 60;

  private final Mqtt3AsyncClient client;
  private final AtomicBoolean standing = new AtomicBoolean();

  private Broker(Door door) {
    MqttClientTransportConfigBuilder transport =
        MqttClientTransportConfig.builder()
            .serverAddress(door.address())
            .socketConnectTimeout(LIMIT_MS, TimeUnit.MILLISECONDS)
            .mqttConnectTimeout(LIMIT_MS, TimeUnit.MILLISECONDS);
    if (door.trust() != null) {
      // Without a verifier of its own the client has the JDK check the server's name.
      transport =
          transport.sslConfig(
              MqttClientSslConfig.builder()
                  .trustManagerFactory(door.trust())
                  .protocols(List.of("TLSv1.3", "TLSv1.2"))
                  .build());
    }
    client =
        MqttClient.builder()
            .useMqttVersion3()
            .identifier(door.clientId())
            .transportConfig(transport.build())
            .executorConfig(MqttClientExecutorConfig.builder().nettyThreads(1).build())
            .addDisconnectedListener(ended -> standing.set(false))
            .buildAsync();
  }

  /**
   * Connects; a will that says {@code offline} stands when the connection breaks.
   *
   * @param will the topic of it, or null for none
   */
  static Broker connect(Door door, @Nullable String will)
      throws InterruptedException, ExecutionException, TimeoutException {
    Broker broker = new Broker(door);
    try {
      Mqtt3ConnectBuilder connect =
          Mqtt3Connect.builder().cleanSession(true).keepAlive(KEEP_ALIVE_S);
      if (door.user() != null && door.secret() != null) {
        connect =
            connect.simpleAuth(
                Mqtt3SimpleAuth.builder().username(door.user()).password(door.secret()).build());
      }
      if (will != null) {
        connect =
            connect.willPublish(
                Mqtt3Publish.builder()
                    .topic(will)
                    .payload(HomeAssistant.OFFLINE.getBytes(StandardCharsets.US_ASCII))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(true)
                    .build());
      }
      broker.standing.set(true);
      broker.client.connect(connect.build()).get(LIMIT_MS, TimeUnit.MILLISECONDS);
      return broker;
    } catch (InterruptedException | ExecutionException | TimeoutException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  boolean isStanding() {
    return standing.get();
  }

  /** Returns when the broker has acknowledged all of them. */
  void publish(List<Message> messages)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<CompletableFuture<?>> sent = new ArrayList<>();
    for (Message message : messages) {
      sent.add(
          client.publish(
              Mqtt3Publish.builder()
                  .topic(message.topic())
                  .payload(message.payload())
                  .qos(MqttQos.AT_LEAST_ONCE)
                  .retain(message.retained())
                  .build()));
    }
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .get(LIMIT_MS, TimeUnit.MILLISECONDS);
  }

  /** Leaves in order; the will is not sent then. */
  @Override
  public void close() {
    if (client.getState().isConnectedOrReconnect()) {
      try {
        client.disconnect().get(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException gone) {
        // It is gone already.
      }
    }
  }
}
