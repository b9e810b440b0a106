package aico.bridge.mqtt;

import aico.bridge.Event;
import aico.bridge.House;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is published for Home Assistant ("MQTT discovery", one configuration for each entity,
 * retained): a lock for each vault, a problem, and an event for each finding, all of one device.
 */
final class HomeAssistant {
  static final String ONLINE = "online";
  static final String OFFLINE = "offline";
  private static final String DISCOVERY = "homeassistant";
  private static final String OPEN = "unlocked";
  private static final String CLOSED = "locked";

  /** One message. */
  record Message(String topic, byte[] payload, boolean retained) {
    static Message of(String topic, String payload, boolean retained) {
      return new Message(topic, payload.getBytes(StandardCharsets.UTF_8), retained);
    }
  }

  private final String base;
  private final String node;

  /** Everything below this topic. */
  HomeAssistant(String base) {
    this.base = base;
    node = base.replace('/', '_');
  }

  /** Where {@link #ONLINE} and {@link #OFFLINE} stand. */
  String status() {
    return base + "/status";
  }

  String events() {
    return base + "/event";
  }

  Message test(byte[] event) {
    return new Message(base + "/test", event, false);
  }

  /** What a broker must know when nothing of it is known to stand there. */
  List<Message> all(House house, long nowMs) {
    List<Message> messages = new ArrayList<>();
    messages.add(problemConfig());
    messages.add(alertConfig());
    for (String vault : house.vaults().keySet()) {
      messages.add(vaultConfig(vault));
    }
    house.vaults().forEach((vault, open) -> messages.add(vaultState(vault, open)));
    messages.addAll(problem(house, nowMs));
    messages.add(Message.of(status(), ONLINE, true));
    return messages;
  }

  /** What is new between the two. */
  List<Message> changed(House before, House after, long nowMs) {
    List<Message> messages = new ArrayList<>();
    after
        .vaults()
        .forEach((vault, open) -> {
          Boolean was = before.vaults().get(vault);
          if (was == null) {
            messages.add(vaultConfig(vault));
          }
          if (was == null || !was.equals(open)) {
            messages.add(vaultState(vault, open));
          }
        });
    if (before.findingAtMs() != after.findingAtMs() || !before.finding().equals(after.finding())) {
      messages.addAll(problem(after, nowMs));
    }
    return messages;
  }

  List<Message> problem(House house, long nowMs) {
    ObjectNode about = JsonNodeFactory.instance.objectNode();
    about.put("finding", house.finding());
    about.put(
        "at",
        house.findingAtMs() == 0
            ? ""
            : java.time.Instant.ofEpochMilli(house.findingAtMs()).toString());
    return List.of(
        Message.of(base + "/problem/about", about.toString(), true),
        Message.of(base + "/problem", house.hasProblem(nowMs) ? "ON" : "OFF", true));
  }

  /** A finding as it happens; not retained, so that none is told twice after a restart. */
  Message alert(Event event) {
    ObjectNode alert = JsonNodeFactory.instance.objectNode();
    alert.put("event_type", "finding");
    alert.put("code", event.code());
    alert.put("severity", event.severity().word());
    alert.put("message", event.sentence());
    alert.put("time", event.time());
    alert.put("id", event.id());
    return Message.of(base + "/alert", alert.toString(), false);
  }

  private Message vaultState(String vault, boolean open) {
    return Message.of(base + "/vault/" + vault, open ? OPEN : CLOSED, true);
  }

  private Message vaultConfig(String vault) {
    ObjectNode config = entity("vault_" + vault, "Vault " + vault);
    config.put("device_class", "lock");
    config.put("state_topic", base + "/vault/" + vault);
    config.put("payload_on", OPEN);
    config.put("payload_off", CLOSED);
    return config("binary_sensor", "vault_" + vault, config);
  }

  private Message problemConfig() {
    ObjectNode config = entity("problem", "Problem");
    config.put("device_class", "problem");
    config.put("state_topic", base + "/problem");
    config.put("json_attributes_topic", base + "/problem/about");
    return config("binary_sensor", "problem", config);
  }

  private Message alertConfig() {
    ObjectNode config = entity("alert", "Alert");
    config.put("state_topic", base + "/alert");
    config.putArray("event_types").add("finding");
    return config("event", "alert", config);
  }

  private ObjectNode entity(String object, String name) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("name", name);
    config.put("unique_id", node + "_" + object);
    config.put("availability_topic", status());
    ObjectNode device = config.putObject("device");
    device.putArray("identifiers").add(node);
    device.put("name", "AICO Security").put("manufacturer", "AICO");
    config.putObject("origin").put("name", "aico-bridge");
    return config;
  }

  private Message config(String component, String object, ObjectNode config) {
    return Message.of(
        DISCOVERY + "/" + component + "/" + node + "/" + object + "/config",
        config.toString(),
        true);
  }
}
