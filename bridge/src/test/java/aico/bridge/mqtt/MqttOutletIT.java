package aico.bridge.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bridge.Event;
import aico.bridge.Events;
import aico.bridge.Filter;
import aico.bridge.House;
import aico.bridge.Outcome;
import aico.bridge.Place;
import aico.bridge.Shape;
import aico.bridge.Target;
import aico.bridge.TestCertificate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttOutletIT {
  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(1_793_534_500_000L);
  private House saved = House.EMPTY;

  private Target target(long from, String filter) {
    return new Target(
        "house",
        new Place.Mqtt(false, "127.0.0.1", 1, "aico"),
        Shape.OCSF,
        Filter.parse(filter),
        from,
        true,
        null,
        false,
        false,
        new Target.Rotation(1, 1, 1));
  }

  private MqttOutlet outlet(int port, Target target) {
    return outlet(
        target,
        clientId ->
            new Door(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                null,
                clientId,
                null,
                null));
  }

  private MqttOutlet outlet(Target target, MqttOutlet.Way way) {
    return new MqttOutlet(
        target,
        "aico",
        new House.Store() {
          @Override
          public House read() {
            return saved;
          }

          @Override
          public void save(House house) {
            saved = house;
          }
        },
        Event::json,
        String::valueOf,
        now::get,
        way);
  }

  @Test
  void homeAssistant_findsALockForEachVault_aProblemAndAnAlert() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder, "allow_anonymous true");
        MqttOutlet outlet = outlet(broker.port(), target(2, "*/unknown"))) {
      Mosquitto.Listening listening = broker.listen(15, 20);
      // Before `from` is history: it tells how things stand and is not told itself.
      assertThat(
              outlet.deliver(
                  List.of(
                      Events.vault(0, "vault.mounted", "diary"),
                      Events.vault(1, "vault.mounted", "home"))))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(
              outlet.deliver(
                  List.of(Events.vault(2, "vault.unmounted", "home"), Events.finding(3))))
          .isInstanceOf(Outcome.Delivered.class);

      List<String> said = listening.messages();
      assertThat(said)
          .contains(
              "aico/vault/diary unlocked",
              "aico/vault/home locked",
              "aico/problem ON",
              "aico/status online")
          .anyMatch(line ->
              line.startsWith("aico/alert {\"event_type\":\"finding\",\"code\":\"record.gap\""))
          .anyMatch(line -> line.startsWith("aico/event {\"sequence\":\"00000000000000000003\""));
      assertThat(said).noneMatch(line -> line.contains("\"id\":\"id-0\""));

      List<String> retained = broker.read(20, 2, "--retained-only");
      JsonNode lock = config(retained, "homeassistant/binary_sensor/aico/vault_diary/config ");
      assertThat(lock.path("device_class").asText()).isEqualTo("lock");
      assertThat(lock.path("state_topic").asText()).isEqualTo("aico/vault/diary");
      assertThat(lock.path("payload_on").asText()).isEqualTo("unlocked");
      assertThat(lock.path("availability_topic").asText()).isEqualTo("aico/status");
      assertThat(lock.path("unique_id").asText()).isEqualTo("aico_vault_diary");
      assertThat(
              config(retained, "homeassistant/binary_sensor/aico/problem/config ")
                  .path("device_class")
                  .asText())
          .isEqualTo("problem");
      assertThat(
              config(retained, "homeassistant/event/aico/alert/config ")
                  .at("/event_types/0")
                  .asText())
          .isEqualTo("finding");
      assertThat(retained).noneMatch(line -> line.startsWith("aico/event"));

      // A day later the finding shows no more.
      now.addAndGet(48 * 3_600_000L);
      assertThat(outlet.idle()).isInstanceOf(Outcome.Delivered.class);
      assertThat(broker.read(20, 2, "--retained-only")).contains("aico/problem OFF");
    }
  }

  private static JsonNode config(List<String> lines, String topic) throws Exception {
    String line = lines.stream().filter(l -> l.startsWith(topic)).findFirst().orElse(topic + "{}");
    return new ObjectMapper().readTree(line.substring(topic.length()));
  }

  @Test
  void brokerThatForgotEverything_isToldAgain() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder, "allow_anonymous true");
        MqttOutlet outlet = outlet(broker.port(), target(0, "2004/high"))) {
      outlet.deliver(List.of(Events.vault(0, "vault.mounted", "diary")));
      broker.kill();
      Outcome away = outlet.deliver(List.of(Events.vault(1, "vault.unmounted", "diary")));
      assertThat(away).isInstanceOf(Outcome.Later.class);
      broker.restart();
      assertThat(outlet.deliver(List.of(Events.vault(1, "vault.unmounted", "diary"))))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(broker.read(20, 2, "--retained-only"))
          .contains("aico/vault/diary locked", "aico/status online")
          .anyMatch(line -> line.startsWith("homeassistant/binary_sensor/aico/vault_diary/config"));
      assertThat(saved.vaults()).containsEntry("diary", false);
    }
  }

  @Test
  void whenItEnds_orDies_itIsOffline() throws Exception {
    try (Mosquitto broker = new Mosquitto(folder, "allow_anonymous true")) {
      MqttOutlet outlet = outlet(broker.port(), target(0, "*/unknown"));
      outlet.deliver(List.of(Events.plain(0)));
      outlet.close();
      assertThat(broker.read(20, 2, "--retained-only")).contains("aico/status offline");
    }
  }

  @Test
  void password_isAskedFor_andATestComesByItsOwnConnection() throws Exception {
    Path passwords = folder.resolve("passwords");
    Process made =
        new ProcessBuilder(
                "mosquitto_passwd", "-c", "-b", passwords.toString(), "bridge", "its password")
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    passwords.toFile().setReadable(true, false);
    try (Mosquitto broker =
        new Mosquitto(folder, "allow_anonymous false", "password_file " + passwords, "user root")) {
      for (String password : List.of("wrong", "its password")) {
        try (MqttOutlet outlet =
            outlet(
                target(0, "*/unknown"),
                clientId ->
                    new Door(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), broker.port()),
                        null,
                        clientId,
                        "bridge",
                        password.getBytes()))) {
          Outcome outcome = outlet.deliver(List.of(Events.plain(0)));
          if (password.equals("wrong")) {
            assertThat(outcome).isInstanceOf(Outcome.Later.class);
            assertThat(outcome.toString()).doesNotContain("wrong");
          } else {
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            Mosquitto.Listening listening =
                broker.listen(
                    1, 10, "-u", "bridge", "-P", "its password", "-T", "homeassistant/#", "-R");
            // Until the subscriber is there, nothing tells that it is.
            Outcome test = Outcome.delivered();
            for (int i = 0; i < 100 && listening.process().isAlive(); i++) {
              test = outlet.test(Events.plain(9));
            }
            assertThat(test).isInstanceOf(Outcome.Delivered.class);
            assertThat(listening.messages().getFirst()).startsWith("aico/test {");
          }
        }
      }
    }
  }

  @Test
  void tls_isOfThatNameAndTrusted_orNothingIsSaid() throws Exception {
    TestCertificate good = new TestCertificate(folder, "good", "dns:broker.example");
    TestCertificate other = new TestCertificate(folder, "other", "dns:broker.example");
    Path key = good.keyPem();
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Mosquitto broker =
        new Mosquitto(
            folder,
            "allow_anonymous true",
            "certfile " + good.pem(),
            "keyfile " + key,
            "user root")) {
      assertThat(overTls(broker, "broker.example", good.pem()))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(overTls(broker, "another.example", good.pem())).isInstanceOf(Outcome.Later.class);
      assertThat(overTls(broker, "broker.example", other.pem())).isInstanceOf(Outcome.Later.class);
      assertThat(overTls(broker, "broker.example", null)).isInstanceOf(Outcome.Later.class);
    }
  }

  private Outcome overTls(Mosquitto broker, String name, @Nullable Path ca) throws Exception {
    TrustManagerFactory trust = aico.bridge.net.TlsTrust.managers(ca);
    InetAddress address = InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1});
    try (MqttOutlet outlet =
        outlet(
            target(0, "*/unknown"),
            clientId ->
                new Door(
                    new InetSocketAddress(address, broker.port()), trust, clientId, null, null))) {
      return outlet.deliver(List.of(Events.plain(0)));
    }
  }
}
