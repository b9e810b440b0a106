package aico.bridge.app;

import aico.bridge.BridgeException;
import aico.bridge.Event;
import aico.bridge.Outcome;
import aico.bridge.Outlet;
import aico.bridge.Reach;
import aico.bridge.Target;
import aico.bridge.net.GuardedNames;
import aico.bridge.storage.TargetsFile;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * {@code --test NAME}: sends one made-up event to a target, from this process alone, so that it
 * also works while the suite is down. {@code --check}: whether the settings can be used.
 */
final class OneTest {
  private OneTest() {}

  /** Makes every outlet and closes it again. */
  static void check(Places places) {
    for (Target target : content(places).targets()) {
      new Outlets(places).of(target).close();
    }
  }

  static Outcome deliver(Places places, String name) throws InterruptedException {
    Target target =
        content(places).targets().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new BridgeException("name", "there is no target '" + name + "'"));
    GuardedNames.allow(Reach.of(List.of(target)));
    try (Outlet outlet = new Outlets(places).of(target)) {
      return outlet.test(event(Instant.now(), UUID.randomUUID(), name));
    }
  }

  private static TargetsFile.Content content(Places places) {
    return TargetsFile.read(places.targets())
        .orElseThrow(() -> new BridgeException("targets", places.targets() + ": missing"));
  }

  /** OCSF Application Lifecycle, activity Other: in no log, so without a place in one. */
  static Event event(Instant now, UUID id, String name) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("specversion", "1.0").put("id", id.toString()).put("source", "bridge");
    event.put("type", "aico.bridge.test");
    event.put("time", now.truncatedTo(ChronoUnit.MILLIS).toString());
    event.put("datacontenttype", "application/json");
    ObjectNode data = event.putObject("data");
    data.put("class_uid", 6002).put("category_uid", 6).put("activity_id", 99);
    data.put("activity_name", "bridge.test").put("type_uid", 600_299).put("severity_id", 1);
    data.put("time", now.toEpochMilli()).put("status_id", 1);
    data.put("message", "This is a test of the target " + name + ".");
    ObjectNode metadata = data.putObject("metadata");
    metadata.put("version", "1.8.0").put("event_code", "bridge.test");
    metadata
        .putObject("product")
        .put("name", "AICO Security")
        .put("vendor_name", "AICO")
        .put("version", "0.1.0");
    data.putObject("app").put("name", "bridge").put("vendor_name", "AICO").put("version", "0.1.0");
    data.putObject("actor").put("app_name", "cli");
    return new Event(0, event.toString().getBytes(StandardCharsets.UTF_8), event);
  }
}
